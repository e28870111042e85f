using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Models;
using Amuro.Tests.Models;
using Amuro.Training;

namespace Amuro.Tests.Training;

/// <summary>
/// Whole fine-tuning runs of Hugging Face's Trainer, TRL and open-instruct, step by step. All but three cases lie outside this
/// repository. 05_lora is in LoraGoldenTests.
/// </summary>
public class FineTuneGoldenTests
{
    [SkippableTheory]
    [InlineData("01_plain")]
    [InlineData("02_completion_only")]
    [InlineData("02b_completion_only_trl")]
    [InlineData("03_cosine_betas")]
    [InlineData("04_mean_of_means")]
    [InlineData("04b_mean_of_means_open_instruct")]
    [InlineData("06_packed")]
    [InlineData("07_bf16_autocast")]
    [InlineData("07b_bf16_master")]
    [InlineData("08_clip_spike")]
    [InlineData("09_tied")]
    public void Reproduces_the_reference_trainer(string name)
    {
        FineTuneReference golden = new(GoldenModel.FolderOf("finetune/" + name));
        using DecoderModel model = golden.Start();

        TrainingRun run = golden.Tuner().FineTune(model, golden.Examples(), golden.Order());

        Assert.Equal(golden.Recipe.GetProperty("total_steps").GetInt32(), run.Steps.Count);
        Assert.All(golden.CompareSteps(run).Concat(golden.CompareEnd(model)), d => Assert.True(d.Ratio <= 1, d.ToString()));
    }

    [SkippableFact]
    public void The_example_without_labels_is_skipped_as_trl_does()
    {
        FineTuneReference golden = new(GoldenModel.FolderOf("finetune/02b_completion_only_trl"));
        using DecoderModel model = golden.Start();
        HashSet<int> trained = [.. golden.Order().SelectMany(s => s.SelectMany(m => m))];
        IReadOnlyList<TrainingExample> examples = golden.Examples();

        TrainingRun run = golden.Tuner().WithSteps(1).FineTune(model, examples);

        Assert.NotEmpty(run.Skipped);
        Assert.Equal(examples.Where((_, i) => !trained.Contains(i)).Select(e => e.Id), run.Skipped);
        Assert.Equal(examples.Count(e => e.Length > 40), run.Truncated);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(64)]
    public void The_held_out_loss_is_that_of_the_reference(int tokensPerBatch)
    {
        FineTuneReference golden = new(Goldens.Path("finetune/02_completion_only"));
        JsonNode trajectory = JsonNode.Parse(File.ReadAllText(Path.Combine(golden.Folder, "trajectory.json")))!;
        using DecoderModel model = golden.End();
        IReadOnlyList<TrainingExample> examples = golden.Examples("eval.jsonl");

        Assert.Equal(trajectory["eval_loss_per_token"]!.GetValue<double>(), HeldOutLoss.PerToken(model, examples, true, tokensPerBatch), golden.Tolerance("eval_loss_abs"));
        Assert.Equal(trajectory["eval_loss"]!.GetValue<double>(), HeldOutLoss.MeanOfBatches(model, examples, true, 5), golden.Tolerance("eval_loss_abs"));
    }

    [Fact]
    public void The_order_of_an_epoch_is_that_of_the_reference_trainer()
    {
        JsonNode golden = JsonNode.Parse(File.ReadAllText(Goldens.Path("finetune/10_order/order.json")))!;
        int examples = golden["examples"]!.GetValue<int>();
        foreach ((string seed, JsonNode? epochs) in golden["order"]!.AsObject())
        {
            TrainingRecipe recipe = new() { Epochs = epochs!.AsArray().Count, BatchSize = examples, Seed = int.Parse(seed, CultureInfo.InvariantCulture) };

            int[][] order = [.. TrainingPlan.Shuffled(examples, recipe).Steps.Select(s => s.Single())];

            Assert.Equal(epochs.Deserialize<int[][]>()!, order);
        }
    }
}
