using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

/// <summary>Every way a checkpoint may be saved gives the numbers of goldens/formats (tolerance 1e-4: README.md there).</summary>
[Trait("Category", "Shared")]
public class FormatModelTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Formats =>
    [
        "bin", "binsharded", "legacy", "bin_views", "pythia_hub", "gpt2_hub", "olmo_native", "olmo_native_clip", "olmo2_native",
    ];

    [SkippableTheory]
    [MemberData(nameof(Formats))]
    public void Forward_and_backward_agree(string name)
    {
        using GoldenModel golden = new(SharedData.Require("goldens/formats/" + name));
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(golden.Folder, 0));
        Assert.Equal(golden.Expected.GetProperty("parameter_count").GetInt64(), model.Parameters.Count);
        foreach (string prefix in (string[])["", "full."])
        {
            ModelDifferences off = golden.Compare(model, prefix);
            output.WriteLine($"{name} {prefix}: {off}");
            Assert.True(
                off is { Logits: < Tolerance, LogProbabilities: < Tolerance, Loss: < Tolerance, GradientNorms: < Tolerance },
                $"{name} {prefix}: {off}");
        }

        (int[] prompt, int[] expected) = golden.Greedy();
        model.Parameters.DisableGradients();
        Assert.Equal(expected, GoldenModel.Continue(model, prompt, expected.Length, cached: true));
    }

    [SkippableTheory]
    [MemberData(nameof(Formats))]
    public void Saved_again_it_is_a_hugging_face_folder_with_the_same_numbers(string name)
    {
        using GoldenModel golden = new(SharedData.Require("goldens/formats/" + name));
        using var folder = new TemporaryFolder();
        using (DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(golden.Folder, 0)))
        {
            model.Save(folder.Path);
        }

        Assert.Equal(
            ["config.json", "generation_config.json", "model.safetensors"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        using DecoderModel again = DecoderModel.Load(Checkpoint.FromFolder(folder.Path, 0));
        ModelDifferences off = golden.Compare(again, "");
        Assert.True(off is { Logits: < Tolerance, Loss: < Tolerance, GradientNorms: < Tolerance }, $"{name}: {off}");
        JsonElement config = JsonDocument.Parse(File.ReadAllText(folder.File("config.json"))).RootElement;
        Assert.Equal(golden.Expected.GetProperty("family").GetString(), config.GetProperty("model_type").GetString());
    }
}
