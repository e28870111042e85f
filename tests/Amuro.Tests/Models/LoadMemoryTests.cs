using System.Globalization;
using Amuro.Checkpoints;
using Amuro.Tests.Checkpoints.Pickle;
using Xunit.Abstractions;

namespace Amuro.Tests.Models;

/// <summary>Loading takes no more than 1.3 times the size of the model in memory, whatever the file is.</summary>
[Trait("Category", "Shared")]
[Trait("Category", "Slow")]
public class LoadMemoryTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("f32", false)]
    [InlineData("bf16", false)]
    [InlineData("f32", true)]
    public void Of_the_real_model(string type, bool pickled)
    {
        string source = RealModelFolder.Require(type);
        using var folder = new TemporaryFolder();
        if (pickled)
        {
            WriteBin(source, folder);
        }

        (int code, string text, string errors) = ChildProcess.Run(["load-memory", pickled ? folder.Path : source], new Dictionary<string, string?>());
        Assert.True(code == 0, errors);
        string[] found = text.Split(' ');
        double ratio = double.Parse(found[0], CultureInfo.InvariantCulture) / double.Parse(found[1], CultureInfo.InvariantCulture);
        output.WriteLine(FormattableString.Invariant($"{type}{(pickled ? " as .bin" : "")}: {found[0]} bytes at most for {found[1]} of parameters, {ratio:f3}"));
        Assert.InRange(ratio, 0.9, 1.3);
    }

    private static void WriteBin(string source, TemporaryFolder folder)
    {
        File.Copy(Path.Combine(source, "config.json"), folder.File("config.json"));
        using WeightFiles files = WeightFiles.Open(source);
        (StoredTensor[] tensors, Dictionary<string, TorchWriter.Storage> storages) = TorchWriter.Of(files);
        using FileStream stream = File.Create(folder.File("pytorch_model.bin"));
        TorchWriter.WriteLegacy(stream, TorchWriter.StateDict(tensors, storages, extended: true), storages);
    }
}
