using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Studies;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Tests.Studies;

public sealed class StudyPlanTests : IDisposable
{
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    /// <summary>8 checkpoints x 5 tasks x 3 formats x 3 seeds of a model in the shape of OLMo-1B, of which only config and index are here.</summary>
    [Fact]
    public void A_study_of_a_model_of_a_billion_parameters_has_the_costs_that_follow_by_hand()
    {
        const int Checkpoints = 8, Seeds = 3, Formats = 3, Items = 4, Epochs = 2, Layers = 16, Width = 2048;
        TaskDefinition[] tasks = [.. Enumerable.Range(0, 5).Select(i => TinyStudy.Colours with { Name = $"task{i}", Formats = ThreeFormats })];
        Study study = tasks.Aggregate(
            Study.Of(Olmo(Checkpoints)).Evaluate(tasks).WithSeeds(0, 1, 2),
            (s, task) => s.FineTune(FineTuner.Default.WithEpochs(Epochs), task));

        StudyPlan plan = study.Plan(flopsPerSecond: 1e12);

        // All that multiplies: the tied output matrix, and per block q, k, v, o and the three matrices of the MLP.
        const long N = (50304L * Width) + (Layers * ((4L * Width * Width) + (3L * Width * 8192)));
        Assert.Equal(1_176_764_416, N);
        Assert.Equal(N, plan.Parameters);
        Assert.Equal(Checkpoints * Seeds * 5, plan.Missing.Count(c => c.Stage == CellStage.FineTune));
        Assert.Equal(Checkpoints * (1 + (Seeds * 5)) * 5, plan.Missing.Count(c => c.Stage == CellStage.Evaluate));

        // "the ball is red . what colour ?" is 8 tokens, the answer one more, the end of the text another.
        const double AttentionPerPair = 4.0 * Layers * Width;
        double perItem = (6.0 * N * 10) + (3 * AttentionPerPair * (10 * 11 / 2));
        PlanRow tuning = plan.Rows.First(r => r.Stage == CellStage.FineTune);
        Assert.Equal(Checkpoints * Seeds * Items * Epochs * 10, tuning.Tokens);
        Assert.Equal(Checkpoints * Seeds * Items * Epochs * perItem, tuning.Flops, tuning.Flops * 1e-12);

        // Of each format its prompt once and two choices of a token: prompts of 8, 3 and 2 tokens.
        double Item(int prompt) => (2.0 * N * (prompt + 2)) + (AttentionPerPair * ((prompt * (prompt + 1) / 2) + (2 * (prompt + 1))));
        PlanRow evaluation = plan.Rows.First(r => r.Stage == CellStage.Evaluate);
        Assert.Equal(Checkpoints * 16 * Items * (8 + 3 + 2 + (2 * Formats)), evaluation.Tokens);
        Assert.Equal(Checkpoints * 16 * Items * (Item(8) + Item(3) + Item(2)), evaluation.Flops, evaluation.Flops * 1e-12);

        Assert.Equal(plan.Flops / 1e12, plan.Time.TotalSeconds, plan.Flops / 1e12 * 1e-6);
        Assert.Equal(16 * N, plan.Memory);
        // One at a time: its weights, and a resume point of weights and both moments.
        Assert.Equal((4 * N) + (12 * N), plan.Disk);
        Assert.Equal((4 * N * Checkpoints * Seeds * 5) + (12 * N), study.WithKeptModels().Plan(flopsPerSecond: 1e12).Disk);
        string text = plan.ToText();
        Assert.StartsWith("8 checkpoints of up to 1.18 G parameters, 760 cells to compute, 0 done", text, StringComparison.Ordinal);
        Assert.Contains("fine-tune  task0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_is_not_planned_again_and_tells_the_time()
    {
        string folder = _tiny.Out("run");
        await _tiny.Study.RunAsync(folder);

        Assert.Empty(_tiny.Study.Plan(folder).Missing);
        StudyPlan more = _tiny.Study.WithSeeds(1, 2, 3).Plan(folder);

        Assert.Equal(22, more.Done.Count);
        Assert.Equal(2 * (1 + 3), more.Missing.Count);
        Assert.All(more.Missing, c => Assert.Contains("seed 3", c.Description, StringComparison.Ordinal));
        Assert.Contains("as the 22 cells of this study", more.TimeBasis, StringComparison.Ordinal);
        Assert.True(more.Time > TimeSpan.Zero);
        // Another recipe, or another checkpoint, even one of the same weights, concerns its own cells alone.
        Checkpoint another = Checkpoint.FromFolder(_tiny.Series[1].Folder, 20);
        StudyPlan longer = Study.Of(CheckpointSeries.From([.. _tiny.Series, another])).FineTune(TinyStudy.Tuner, TinyStudy.Colours)
            .Evaluate(TinyStudy.Colours, TinyStudy.OtherColours, TinyStudy.Shapes).WithSeeds(1, 2).Plan(folder);
        Assert.Equal((22, 11), (longer.Done.Count, longer.Missing.Count));
        Assert.All(longer.Missing, c => Assert.StartsWith("step 20,", c.Description, StringComparison.Ordinal));
        Assert.Equal(4 * (1 + 3), Study.Of(_tiny.Series).FineTune(TinyStudy.Tuner.WithLearningRate(0.5), TinyStudy.Colours)
            .Evaluate(TinyStudy.Colours, TinyStudy.OtherColours, TinyStudy.Shapes).WithSeeds(1, 2).Plan(folder).Missing.Count);
    }

    [Fact]
    public void Without_anything_done_the_time_goes_by_a_product_of_matrices()
    {
        StudyPlan plan = _tiny.Study.Plan();

        Assert.Contains("product of matrices", plan.TimeBasis, StringComparison.Ordinal);
        Assert.InRange(plan.FlopsPerSecond, 1e7, 1e15);
        Assert.Equal(22, plan.Missing.Count);
    }

    [Fact]
    public void An_adapter_costs_neither_gradients_of_the_weights_nor_their_disk()
    {
        Study full = Study.Of(Olmo(1)).FineTune(FineTuner.Default, TinyStudy.Colours).Evaluate(TinyStudy.Colours);
        Study adapted = Study.Of(Olmo(1)).FineTune(FineTuner.Default.WithLora(new LoraOptions { Rank = 8 }), TinyStudy.Colours).Evaluate(TinyStudy.Colours);

        PlanRow one = full.Plan(flopsPerSecond: 1).Rows[0], other = adapted.Plan(flopsPerSecond: 1).Rows[0];

        Assert.Equal(2.0 / 3, other.Flops / one.Flops, 1e-9);
        // Rank 8 beside q, k, v, o (2048 to 2048) and gate, up, down (2048, 8192) of 16 blocks.
        long adapter = 16 * 8 * ((4 * (2048 + 2048)) + (3 * (2048 + 8192)));
        Assert.Equal((4 * adapter) + (12 * adapter), adapted.Plan(flopsPerSecond: 1).Disk);
    }

    private static PromptFormat[] ThreeFormats { get; } =
    [
        .. TinyStudy.Colours.Formats,
        new PromptFormat { Name = "short", Template = "{thing} ?" },
    ];

    private CheckpointSeries Olmo(int checkpoints)
    {
        foreach (int i in Enumerable.Range(1, checkpoints))
        {
            string folder = _tiny.Out($"olmo/step{i * 1000}");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
            {
                model_type = "olmo",
                hidden_size = 2048,
                num_hidden_layers = 16,
                num_attention_heads = 16,
                intermediate_size = 8192,
                vocab_size = 50304,
                max_position_embeddings = 2048,
                tie_word_embeddings = true,
            }));
            File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), "{}");
            HuggingFaceTokenizer.Load(_tiny.Series[0].Folder).Save(folder);
        }

        return CheckpointSeries.FromFolders(_tiny.Out("olmo/step*"));
    }
}
