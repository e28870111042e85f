using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

/// <summary>The real pretrained model of 135M parameters; source and tolerances: goldens/real_model/README.md.</summary>
[Trait("Category", "Shared")]
[Trait("Category", "Slow")]
public class RealModelTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Log_probabilities_of_texts_agree()
    {
        using RealModelReference reference = new(SharedData.Require("goldens/real_model"), RealModelFolder.Require("f32"));
        Deviation[] deviations = [.. reference.CompareTexts()];
        Assert.Equal(6 * 3, deviations.Length);
        Deviation worst = deviations.MaxBy(d => d.Ratio)!;
        output.WriteLine($"worst: {worst}");
        Assert.True(worst.Ratio <= 1, worst.ToString());
    }

    [SkippableFact]
    public void Greedy_continuations_agree()
    {
        using JsonDocument prompts = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/real_model/greedy.json")));
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(RealModelFolder.Require("f32"), 0));
        int compared = 0;
        foreach (JsonElement prompt in prompts.RootElement.EnumerateArray())
        {
            if (prompt.GetProperty("smallest_margin").GetDouble() <= 5e-3)
            {
                continue;
            }

            compared++;
            int[] found = GoldenModel.Continue(
                model, GoldenModel.Ints(prompt.GetProperty("prompt_ids")), 32, cached: true, stop: 2);
            Assert.Equal(GoldenModel.Ints(prompt.GetProperty("new_ids")), found);
        }

        output.WriteLine(FormattableString.Invariant($"{compared} continuations compared"));
        Assert.True(compared > 0);
    }

    /// <summary>
    /// A bfloat16 file holds rounded weights, so it cannot give the numbers of the float32 file (0.15 nats off at the worst token of the
    /// texts); but it must give exactly those of the float32 file rounded, and it continues the reference prompts alike.
    /// </summary>
    [SkippableFact]
    public void A_bfloat16_file_is_the_float32_file_rounded()
    {
        using JsonDocument prompts = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/real_model/greedy.json")));
        using DecoderModel fromFloat = DecoderModel.Load(Checkpoint.FromFolder(RealModelFolder.Require("f32"), 0));
        using DecoderModel fromRounded = DecoderModel.Load(Checkpoint.FromFolder(RealModelFolder.Require("bf16"), 0));
        using (DecoderModel rounded = fromFloat.CopyAs(ScalarType.BFloat16))
        using (Tensor same = rounded.Parameters.Flat.to(ScalarType.Float32).eq(fromRounded.Parameters.Flat).all())
        {
            Assert.True(same.item<bool>());
        }

        foreach (JsonElement prompt in prompts.RootElement.EnumerateArray().Where(p => p.GetProperty("smallest_margin").GetDouble() > 5e-3))
        {
            Assert.Equal(
                GoldenModel.Ints(prompt.GetProperty("new_ids")),
                GoldenModel.Continue(fromRounded, GoldenModel.Ints(prompt.GetProperty("prompt_ids")), 32, cached: true, stop: 2));
        }
    }
}
