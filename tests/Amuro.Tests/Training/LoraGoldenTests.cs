using System.Text.Json.Nodes;
using Amuro.Models;
using Amuro.Tests.Models;
using Amuro.Training;

namespace Amuro.Tests.Training;

/// <summary>What the reference trainer computed with an adapter: goldens/finetune/05_lora.</summary>
public class LoraGoldenTests
{
    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Reproduces_the_reference_trainer()
    {
        string folder = SharedData.Require("goldens/finetune/05_lora");
        FineTuneGolden golden = new(folder);
        using DecoderModel model = golden.Start(), start = golden.Start(), expected = golden.End();
        LoraAdapter before = LoraAdapter.Load(Path.Combine(folder, "adapter_init"));
        TrainingRecipe recipe = golden.Tuner().Recipe with { Lora = LoraOptions.GoOnFrom(before) };

        TrainingRun run = new FineTuner(recipe).FineTune(model, golden.Examples(), golden.Order());

        Assert.Equal(golden.Trajectory.Count, run.Steps.Count);
        for (int s = 0; s < run.Steps.Count; s++)
        {
            JsonNode step = golden.Trajectory[s]!;
            Assert.Equal(step["label_tokens"]!.GetValue<int>(), run.Steps[s].LabelTokens);
            Assert.Equal(step["learning_rate"]!.GetValue<double>(), run.Steps[s].LearningRate, 1e-12);
            Assert.Equal(step["loss"]!.GetValue<double>(), run.Steps[s].Loss, golden.Tolerance(s == 0 ? "first_loss_abs" : "loss_abs"));
            double norm = step["grad_norm"]!.GetValue<double>();
            Assert.Equal(norm, run.Steps[s].GradientNorm, norm * golden.Tolerance("grad_norm_rel"));
        }

        LoraAdapter found = run.Adapter!, wanted = LoraAdapter.Load(Path.Combine(folder, "adapter"));
        Assert.Equal(wanted.Modules.AsEnumerable(), found.Modules);
        Assert.InRange(Adapters.Largest(found, wanted), 0, golden.Tolerance("weights_max_abs"));
        Assert.True(Adapters.Largest(found, before) > 0.01);
        (double maximum, double overUpdate) = FineTuneGolden.Distance(model, expected, start);
        Assert.InRange(maximum, 0, golden.Tolerance("weights_max_abs"));
        Assert.InRange(overUpdate, 0, golden.Tolerance("weights_l2_over_update"));
    }
}
