using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace Amuro.Tests;

/// <summary>What <see cref="ChildProcess"/> runs: things that need a process, or an environment, of their own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (Amuro.Studies.Study.RunWorkerIfRequested(arguments))
        {
            return Environment.ExitCode;
        }

        switch (arguments)
        {
            case ["multiply"]:
                using (torch.Tensor product = torch.mm(torch.full(1, 3, 2.0), torch.full(3, 1, 7.0)))
                {
                    Console.WriteLine(product.ToDouble());
                }

                return 0;
            case ["torch-folder"]:
                Runtime.TorchFolderTests.RunInChild();
                return 0;
            case [Tokenization.InvariantGlobalizationTests.Command, ..]:
                return Tokenization.InvariantGlobalizationTests.RunInChild(arguments.AsSpan(1));
            case ["example", string program]:
                MethodInfo entry = AssemblyLoadContext.Default.LoadFromAssemblyPath(program).EntryPoint!;
                try
                {
                    object? code = entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
                    return code is int value ? value : 0;
                }
                catch (TargetInvocationException e)
                {
                    Console.Error.WriteLine(e.InnerException);
                    return 1;
                }

            case ["hub-download", string repository, string file]:
                Console.WriteLine(Amuro.Checkpoints.Hub.HubClient.Default.DownloadFileAsync(repository, file).GetAwaiter().GetResult());
                return 0;
            case [Analysis.GridLawsTests.Command]:
                Analysis.GridLawsTests.RunInChild();
                return 0;
            case [Training.KillTests.Command, string folder, string output]:
                Training.KillTests.RunInChild(folder, output);
                return 0;
            case [Evaluation.ScoreCacheTests.Command, string cache, string passes]:
                Evaluation.ScoreCacheTests.RunInChild(cache, int.Parse(passes, System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            case [Reporting.PictureTests.Command, string folder]:
                return Reporting.PictureTests.RunInChild(folder);
            case [Studies.StudyKillTests.Command, string study]:
                Studies.StudyKillTests.RunInChild(study);
                return 0;
            case [Studies.StudyFullDiskTests.Command, string disk]:
                Studies.StudyFullDiskTests.RunInChild(disk);
                return 0;
            case ["study-application", .. string[] rest]:
                return Amuro.Studies.Study.RunWorkerIfRequested(rest) ? Environment.ExitCode : 99;
            case ["load-memory", string folder]:
                Console.WriteLine(Models.LoadMemory.Measure(folder));
                return 0;
            default:
                Console.Error.WriteLine($"a child process of the tests has no command \"{string.Join(' ', arguments)}\"");
                return 2;
        }
    }
}
