using Amuro.Benchmarks.Analysis;
using Amuro.Benchmarks.Evaluation;
using Amuro.Benchmarks.Training;
using BenchmarkDotNet.Running;

namespace Amuro.Benchmarks;

internal static class Program
{
    private const string Usage = """
        Usage: dotnet run -c Release --project benchmarks/Amuro.Benchmarks -- COMMAND
          table [--only NAME,NAME] [--precision float32|bf16] [--repetitions N] [--json FILE]
                       tokens/s of Amuro's training loop and of a naive one, and the share of the machine's peak
          profile [--only NAME,NAME] [--precision float32|bf16] [--repetitions N]
                       where the time of Amuro's step goes
          evaluation [--only NAME,NAME] [--items N] [--repetitions N] [--json FILE]
                       items/s of Amuro's scoring and of a plain padded loop, and the share of the machine's peak
          memory [--lora] [--sequence 512] [--micro-batch 1] [--steps 2] [--no-checkpointing] [--tiny]
                       peak memory of fine-tuning 1.2e9 parameters (--tiny: a few, to try the command)
          items [--rows 1000000] [--folder DIR] [--csv] [--json]
                       time and peak memory of a table of item records: made, walked through, saved and loaded
          analysis [--scores 1000000] [--items 5000] [--out FILE]
                       time and peak memory of the four analyses on a table of scores, and on one of 2,000 evaluations of so many items
          --filter '*' the benchmarks of BenchmarkDotNet (and its other options)
        """;

    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["table", .. string[] rest]:
                    TableCommand.Run(rest);
                    break;
                case ["profile" or "--profile", .. string[] rest]:
                    ProfileCommand.Run(rest);
                    break;
                case ["evaluation", .. string[] rest]:
                    EvaluationCommand.Run(rest);
                    break;
                case ["memory", .. string[] rest]:
                    MemoryCommand.Run(rest);
                    break;
                case ["items", .. string[] rest]:
                    ItemsCommand.Run(rest);
                    break;
                case ["analysis", .. string[] rest]:
                    AnalysisCommand.Run(rest);
                    break;
                case [] or ["--help"]:
                    Console.WriteLine(Usage);
                    break;
                default:
                    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new Settings());
                    break;
            }

            return 0;
        }
        catch (AmuroException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }
}
