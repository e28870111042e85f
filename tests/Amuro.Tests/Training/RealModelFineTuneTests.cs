using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Tests.Models;
using Amuro.Training;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Tests.Training;

/// <summary>Six optimiser steps of the real pretrained model on real items; source: goldens/real_model/finetune.json.</summary>
[Trait("Category", "Shared")]
[Trait("Category", "Slow")]
public class RealModelFineTuneTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Reproduces_the_reference_run()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/real_model/finetune.json")));
        using JsonDocument texts = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/real_model/texts.json")));
        JsonElement recipe = golden.RootElement.GetProperty("recipe"), tolerance = golden.RootElement.GetProperty("tolerance");
        TrainingExample[] examples = [.. golden.RootElement.GetProperty("examples").EnumerateArray().Select((e, i) => new TrainingExample(
            $"{i}", [.. GoldenModel.Ints(e.GetProperty("prompt_ids"))], [.. GoldenModel.Ints(e.GetProperty("completion_ids"))]))];
        int micro = recipe.GetProperty("micro_batch").GetInt32(), step = micro * recipe.GetProperty("accumulation").GetInt32();
        int[][][] order = [.. Enumerable.Range(0, examples.Length).Chunk(step).Select(s => s.Chunk(micro).ToArray())];
        FineTuner tuner = FineTuner.Default
            .WithLearningRate(recipe.GetProperty("learning_rate").GetDouble())
            .WithWarmupSteps(recipe.GetProperty("warmup_steps").GetInt32())
            .WithMaxGradientNorm(recipe.GetProperty("max_grad_norm").GetDouble());

        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(RealModelFolder.Require("f32"), 0));
        TrainingRun run = tuner.FineTune(model, examples, order);

        JsonElement[] steps = [.. golden.RootElement.GetProperty("steps").EnumerateArray()];
        Assert.Equal(steps.Length, run.Steps.Count);
        double loss = 0, norm = 0;
        foreach ((JsonElement expected, TrainingStep found) in steps.Zip(run.Steps))
        {
            double expectedNorm = expected.GetProperty("grad_norm").GetDouble();
            loss = Math.Max(loss, Math.Abs(expected.GetProperty("loss").GetDouble() - found.Loss));
            norm = Math.Max(norm, Math.Abs(expectedNorm - found.GradientNorm) / expectedNorm);
            Assert.Equal(expected.GetProperty("learning_rate").GetDouble(), found.LearningRate, 1e-12);
            Assert.Equal(expected.GetProperty("label_tokens").GetInt32(), found.LabelTokens);
        }

        double[] sums = [.. texts.RootElement.EnumerateArray().Select(t => SumOfLogProbabilities(model, GoldenModel.Ints(t.GetProperty("ids"))))];
        double after = golden.RootElement.GetProperty("texts_sum_logp_after").EnumerateArray().Zip(sums, (e, f) => Math.Abs(e.GetDouble() - f)).Max();
        output.WriteLine(FormattableString.Invariant($"loss {loss:g3}, gradient norm {norm:g3}, texts {after:g3}"));
        Assert.InRange(loss, 0, tolerance.GetProperty("loss").GetDouble());
        Assert.InRange(norm, 0, tolerance.GetProperty("grad_norm_relative").GetDouble());
        Assert.InRange(after, 0, tolerance.GetProperty("sum_logp").GetDouble());
    }

    private static double SumOfLogProbabilities(DecoderModel model, int[] ids)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        Tensor logp = Functional.log_softmax(model.Logits(model.Hidden(TokenBatch.From([ids]))), -1);
        return logp.narrow(0, 0, ids.Length - 1).gather(1, tensor(ids[1..], dtype: ScalarType.Int64).unsqueeze(1)).sum().item<float>();
    }
}
