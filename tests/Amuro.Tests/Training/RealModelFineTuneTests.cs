using Xunit.Abstractions;

namespace Amuro.Tests.Training;

/// <summary>Six optimiser steps of the real pretrained model on real items; source: goldens/real_model/finetune.json.</summary>
[Trait("Category", "Shared")]
[Trait("Category", "Slow")]
public class RealModelFineTuneTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Reproduces_the_reference_run()
    {
        using RealModelReference reference = new(SharedData.Require("goldens/real_model"), RealModelFolder.Require("f32"));
        Deviation[] deviations = [.. reference.CompareFineTuning()];
        Assert.Equal(1 + (6 * 4) + 6, deviations.Length);
        Deviation worst = deviations.MaxBy(d => d.Ratio)!;
        output.WriteLine($"worst: {worst}");
        Assert.True(worst.Ratio <= 1, worst.ToString());
    }
}
