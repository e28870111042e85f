using System.Collections.Immutable;
using System.Reflection;
using Amuro.Studies;
using Amuro.Training;

namespace Amuro.Tests.Training;

public class TrainingRecipeTests
{
    // One other value for every setting.
    private static readonly TrainingRecipe Other = new()
    {
        Epochs = 1,
        Steps = 5,
        BatchSize = 3,
        MicroBatchSize = 2,
        BatchTokens = 100,
        LearningRate = 1e-5,
        Schedule = LearningRateSchedule.WarmupStableDecay(0.1234),
        WarmupRatio = 0.1,
        WarmupSteps = 4,
        Beta1 = 0.8,
        Beta2 = 0.95,
        Epsilon = 1e-6,
        WeightDecay = 0.1,
        WeightDecayScope = WeightDecayScope.AllButBiases,
        MaxGradientNorm = 2,
        CompletionOnlyLoss = false,
        Normalisation = LossNormalisation.MeanOfMeans,
        MaxLength = 77,
        Seed = 7,
        Precision = Precision.BFloat16,
        Truncation = Truncation.Start,
        Lora = new LoraOptions { Targets = ["q_proj"] },
        Frozen = ["model.norm.*"],
        ActivationCheckpointing = true,
        EvaluateEvery = 10,
        Patience = 2,
        KeepBest = true,
        SaveEvery = 50,
    };

    // What does not change results, and what says how others are meant.
    private static readonly string[] Unsaid =
        [nameof(TrainingRecipe.Seed), nameof(TrainingRecipe.ActivationCheckpointing), nameof(TrainingRecipe.EvaluateEvery), nameof(TrainingRecipe.SaveEvery), nameof(TrainingRecipe.WeightDecayScope)];

    public static TheoryData<string> Settings { get; } = [.. typeof(TrainingRecipe).GetProperties().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_counts_in_equality_and_in_the_text(string name)
    {
        TrainingRecipe recipe = With(new TrainingRecipe(), name);

        Assert.NotEqual(new TrainingRecipe(), recipe);
        Assert.NotEqual(new TrainingRecipe().ToString(), recipe.ToString());
        Assert.Contains(name, recipe.ToString(), StringComparison.Ordinal);
        Assert.Equal(recipe, With(new TrainingRecipe(), name));
        Assert.Equal(recipe.GetHashCode(), With(new TrainingRecipe(), name).GetHashCode());
        if (!Unsaid.Contains(name))
        {
            // A reader of a report must see it.
            Assert.NotEqual(RecipeText.Of(new TrainingRecipe()), RecipeText.Of(recipe));
        }
    }

    [Fact]
    public void Lists_are_compared_by_content()
    {
        Assert.Equal(new TrainingRecipe { Frozen = ["a", "b"] }, new TrainingRecipe { Frozen = ImmutableArray.Create("a", "b") });
        Assert.NotEqual(new TrainingRecipe { Frozen = ["a", "b"] }, new TrainingRecipe { Frozen = ["b", "a"] });
        Assert.Equal(new TrainingRecipe { Lora = new LoraOptions { Targets = ["x"] } }, new TrainingRecipe { Lora = new LoraOptions { Targets = ["x"] } });
        Assert.Equal(new TrainingRecipe(), new TrainingRecipe { Frozen = default });
        Assert.Equal(LearningRateSchedule.FromFactors(1, 2), LearningRateSchedule.FromFactors(1, 2));
    }

    [Fact]
    public void The_text_is_the_same_in_every_culture()
    {
        string text = Other.ToString();

        using (new InCulture("de-DE"))
        {
            Assert.Equal(text, Other.ToString());
        }

        Assert.Contains("LearningRate = 1E-05", text, StringComparison.Ordinal);
        Assert.Contains("0.1234", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_has_a_method_of_FineTuner()
    {
        FineTuner tuner = FineTuner.Default.WithSteps(5).WithEpochs(1).WithBatchSize(3, 2).WithBatchTokens(100, 2).WithLearningRate(1e-5)
            .WithSchedule(Other.Schedule).WithWarmupRatio(0.1).WithWarmupSteps(4).WithAdamW(0.8, 0.95, 1e-6)
            .WithWeightDecay(0.1, WeightDecayScope.AllButBiases).WithMaxGradientNorm(2).WithCompletionOnlyLoss(false)
            .WithLossNormalisation(LossNormalisation.MeanOfMeans).WithMaxLength(77).WithSeed(7).WithPrecision(Precision.BFloat16)
            .WithTruncation(Truncation.Start).WithLora(Other.Lora).WithFrozen("model.norm.*").WithActivationCheckpointing()
            .WithEvaluation(10, patience: 2, keepBest: true).WithSaveEvery(50);

        Assert.Equal(Other with { Steps = null }, tuner.Recipe);
        Assert.Equal(Other, tuner.WithSteps(5).Recipe);
    }

    [Fact]
    public void The_presets_are_valid_and_that_of_the_paper_is_its_script()
    {
        FineTuner.Default.Recipe.Validate();
        TrainingRecipe paper = FineTuner.AmuroPaper.Recipe;
        paper.Validate();

        // scripts/exp_scripts/fine_tune_olmo.sh and open_instruct/finetune.py of KaiserWhoLearns/AmuroCharPTFTRelationship, commit 8b79c39.
        Assert.Equal((3, 8, 1, 2e-6, 0.03, 0.0), (paper.Epochs, paper.BatchSize, paper.MicroBatchSize, paper.LearningRate, paper.WarmupRatio, paper.WeightDecay));
        Assert.Equal((LearningRateSchedule.Linear, 2048, 42, Precision.BFloat16), (paper.Schedule, paper.MaxLength, paper.Seed, paper.Precision));
        Assert.True(paper.CompletionOnlyLoss && double.IsPositiveInfinity(paper.MaxGradientNorm));
        Assert.Equal(LossNormalisation.MeanOfMeansNominal, paper.Normalisation);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        TrainingRecipe recipe = new()
        {
            Epochs = 0,
            BatchSize = 0,
            MicroBatchSize = 0,
            BatchTokens = 0,
            LearningRate = double.NaN,
            Schedule = null!,
            WarmupRatio = 1.5,
            WarmupSteps = -1,
            Beta1 = -0.1,
            Beta2 = 1,
            Epsilon = double.PositiveInfinity,
            WeightDecay = -1,
            WeightDecayScope = (WeightDecayScope)9,
            MaxGradientNorm = 0,
            Normalisation = (LossNormalisation)9,
            MaxLength = 1,
            Precision = (Precision)9,
            Truncation = (Truncation)9,
            Lora = new LoraOptions { Rank = 0, Alpha = double.NaN, Targets = [""] },
            Frozen = [""],
            EvaluateEvery = 0,
            Patience = 0,
            SaveEvery = 0,
        };

        AmuroException error = Assert.Throws<AmuroException>(recipe.Validate);

        string[] free = [nameof(TrainingRecipe.Steps), nameof(TrainingRecipe.Seed), nameof(TrainingRecipe.CompletionOnlyLoss), nameof(TrainingRecipe.ActivationCheckpointing), nameof(TrainingRecipe.KeepBest), nameof(TrainingRecipe.Lora)];
        Assert.All(
            typeof(TrainingRecipe).GetProperties().Select(p => p.Name).Except(free).Concat(["Lora.Rank", "Lora.Alpha", "Lora.Targets"]),
            option => Assert.Contains($"{option} must be ", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_named()
    {
        TrainingRecipe recipe = new() { Patience = 2, KeepBest = true, Lora = new LoraOptions(), Frozen = ["model.norm.*"] };

        AmuroException error = Assert.Throws<AmuroException>(recipe.Validate);

        Assert.Contains("Patience must be null where EvaluateEvery is null", error.Message, StringComparison.Ordinal);
        Assert.Contains("KeepBest must be false where EvaluateEvery is null", error.Message, StringComparison.Ordinal);
        Assert.Contains("Frozen must be empty where Lora is set", error.Message, StringComparison.Ordinal);
    }

    private static TrainingRecipe With(TrainingRecipe recipe, string name)
    {
        PropertyInfo property = typeof(TrainingRecipe).GetProperty(name)!;
        TrainingRecipe changed = recipe with { };
        property.SetValue(changed, property.GetValue(Other));
        return changed;
    }
}
