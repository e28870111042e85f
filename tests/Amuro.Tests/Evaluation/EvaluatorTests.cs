using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Results;
using Amuro.Runtime;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;
using Amuro.Tokenization;
using TorchSharp;

namespace Amuro.Tests.Evaluation;

public class EvaluatorTests
{
    private static readonly TaskDefinition Colours = PromptSensitivityEvaluatorTests.Colours();

    private static readonly TaskDefinition Naming = Colours with
    {
        Name = "naming",
        Kind = TaskKind.Generation,
        MaxNewTokens = 6,
        Evaluation = [.. Colours.Evaluation.Select(e => e with { Choices = [], Gold = -1 })],
        Training = [],
    };

    [Fact]
    public void A_generation_task_is_scored_by_the_texts_that_the_generator_writes()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskEvaluation result = Evaluator.Default.Evaluate(model, tokenizer, Naming, Naming.Formats[0]);

        int[][] prompts = [.. Naming.Evaluation.Select(e => tokenizer.Encode(Naming.Formats[0].RenderPrompt(e)))];
        IReadOnlyList<Generation> texts = GreedyGenerator.Default.WithMaxNewTokens(6).WithStopStrings(Naming.StopStrings).Generate(model, tokenizer, prompts);
        Assert.Equal(texts.Select(t => t.Text), result.Items.Select(i => i.Prediction));
        Assert.Contains(result.Items, i => i.Prediction.Length > 0);
        Assert.Equal(Naming.Evaluation.Select(e => e.Answer), result.Items.Select(i => i.Gold));
        Assert.Equal(["exact_match", "rougeL"], result.Metrics.Select(m => m.Metric));
        Assert.All(result.Items, i => Assert.Equal(GenerationMetric.RougeL.Score(i.Prediction, i.Gold), i.Scores["rougeL"]));
        Assert.All(result.Metrics, m => Assert.True(double.IsNaN(m.Chance) && double.IsNaN(m.Majority)));
    }

    [Fact]
    public void Threads_with_models_of_their_own_get_the_results_of_one_thread()
    {
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        PreparedTask choice = Evaluator.Default.WithShots(3).Prepare(tokenizer, Colours, Colours.Formats[0]);
        PreparedTask generation = Evaluator.Default.Prepare(tokenizer, Naming, Naming.Formats[0]);
        using DecoderModel alone = EvaluationGoldens.LoadModel();
        TaskEvaluation wantChoice = Evaluator.Default.Evaluate(alone, choice);
        TaskEvaluation wantText = Evaluator.Default.Evaluate(alone, generation);

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using DecoderModel model = EvaluationGoldens.LoadModel();
            for (int i = 0; i < 3; i++)
            {
                TaskEvaluation got = Evaluator.Default.Evaluate(model, choice);
                foreach ((ItemResult want, ItemResult have) in wantChoice.Items.Zip(got.Items))
                {
                    Assert.Equal(want.LogLikelihoods, have.LogLikelihoods, (a, b) => Math.Abs(a - b) < 1e-5);
                }

                Assert.Equal(wantText.Items.Select(x => x.Prediction), Evaluator.Default.Evaluate(model, generation).Items.Select(x => x.Prediction));
            }
        });
    }

    [Fact]
    public void Worked_examples_stand_in_front_of_every_item()
    {
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        FewShot fewShot = FewShot.Default.WithCount(2).WithSeed(9);
        PreparedTask prepared = Evaluator.Default.WithFewShot(fewShot).Prepare(tokenizer, Colours, Colours.Formats[0]);
        string block = Colours.Formats[0].RenderPrefix(fewShot.Select(Colours, Colours.Formats[0]));
        Assert.NotEmpty(block);
        Assert.All(prepared.Items, i => Assert.Equal(block + Colours.Formats[0].Render(i.Example), i.Prompt));
    }

    [Fact]
    public void Formats_in_one_pass_give_what_each_gives_alone_for_fewer_tokens()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        int tokens = 0;
        Evaluator evaluator = Evaluator.Default.WithMetrics("acc", "acc_mutual_info") with { BeforePass = (pushed, _) => tokens += pushed };
        PromptFormat like = Colours.Formats[0] with { Name = "like the first" };
        PreparedTask[] formats = [.. Colours.Formats.Append(like).Select(f => evaluator.Prepare(tokenizer, Colours, f))];
        TaskEvaluation[] alone = [.. formats.Select(f => evaluator.Evaluate(model, f))];
        int tokensAlone = tokens;
        tokens = 0;
        IReadOnlyList<TaskEvaluation> together = evaluator.EvaluateFormats(model, formats, CancellationToken.None);

        Assert.True(tokens < tokensAlone, $"{tokens} {tokensAlone}");
        foreach ((TaskEvaluation expected, TaskEvaluation found) in alone.Zip(together))
        {
            Assert.Equal((expected.Format, expected.Metric("acc"), expected.Metric("acc_mutual_info")), (found.Format, found.Metric("acc"), found.Metric("acc_mutual_info")));
            foreach ((ItemResult e, ItemResult f) in expected.Items.Zip(found.Items))
            {
                Assert.Equal(e.Id, f.Id);
                Assert.All(e.LogLikelihoods.Concat(e.UnconditionalLogLikelihoods).Zip(f.LogLikelihoods.Concat(f.UnconditionalLogLikelihoods)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            }
        }
    }

    [Fact]
    public void A_kept_result_is_known_by_every_setting_that_changes_it()
    {
        string[] keys =
        [
            .. new[]
            {
                Evaluator.Default, Evaluator.Default.WithShots(1), Evaluator.Default.WithMetrics("acc"), Evaluator.Default.WithPaperScoring(),
                Evaluator.Default.WithBootstrapResamples(2000),
            }.Select(e => ContentHash.Of(e.SettingsFor(Naming))),
            .. new[] { Colours, Naming with { MinNewTokens = 1 }, Naming with { MaxNewTokens = 7 }, Naming with { StopStrings = ["."] } }
                .Select(t => ContentHash.Of(Evaluator.Default.SettingsFor(t))),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], ContentHash.Of(Evaluator.Default.WithTokensPerBatch(77).WithCache("elsewhere").SettingsFor(Naming)));
    }

    [Fact]
    public void Rows_for_the_tables_carry_the_scores()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        TaskEvaluation result = Evaluator.Default.WithSeed(4).Evaluate(model, EvaluationGoldens.LoadTokenizer(), Colours, Colours.Formats[1]);
        ScoreRow[] rows = [.. result.ToScoreRows(70, Stage.FineTuned, TaskRelation.OutOfDomain, "nli")];
        Assert.Equal(["acc", "acc_norm"], rows.Select(r => r.Metric));
        Assert.All(rows, r => Assert.Equal((70, Stage.FineTuned, "nli", "colours", "io", 4, 5), (r.Step, r.Stage, r.TunedOn, r.Task, r.Format, r.Seed, r.N)));
        Assert.Equal(result.Metric("acc").Score, result.ToItemRecords(70, Stage.FineTuned, TaskRelation.OutOfDomain, "nli").Average(i => i.Score), 1e-12);
        Assert.Equal(0.5, rows[0].Chance);
        Assert.True(double.IsNaN(rows[0].Majority)); // each item has its own choices
    }

    [Fact]
    public void What_cannot_be_evaluated_is_refused_by_name()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        PromptFormat format = Colours.Formats[0];
        AmuroException metric = Assert.Throws<AmuroException>(() => Evaluator.Default.WithMetrics("rougeL").Evaluate(model, tokenizer, Colours, format));
        Assert.Contains("found 'rougeL'", metric.Message, StringComparison.Ordinal);
        AmuroException pool = Assert.Throws<AmuroException>(() => Evaluator.Default.WithShots(4).Evaluate(model, tokenizer, Colours, format));
        Assert.Contains("found 3", pool.Message, StringComparison.Ordinal);
        AmuroException field = Assert.Throws<AmuroException>(() => Evaluator.Default.Evaluate(model, tokenizer, Colours, format with { Template = "{animal}" }));
        Assert.Contains("animal", field.Message, StringComparison.Ordinal);
        TaskDefinition noGold = Colours with { Evaluation = [Colours.Evaluation[0] with { Gold = 2 }] };
        AmuroException gold = Assert.Throws<AmuroException>(() => Evaluator.Default.Evaluate(model, tokenizer, noGold, format));
        Assert.Contains("found 2 choices and the index 2", gold.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => Evaluator.Default.WithShots(-1));
        Assert.Throws<AmuroException>(() => Evaluator.Default.WithTokensPerBatch(0));
        AmuroException room = Assert.Throws<AmuroException>(() => Evaluator.Default.Evaluate(model, tokenizer, Naming with { MaxNewTokens = 384 }, format));
        Assert.Contains("MaxNewTokens: expected at most 383", room.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => GreedyGenerator.Default.Generate(model, tokenizer, [[1], []]));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        PreparedTask[] tasks = [Evaluator.Default.WithShots(3).Prepare(tokenizer, Colours, Colours.Formats[0]), Evaluator.Default.Prepare(tokenizer, Naming, Naming.Formats[0])];
        void Run() => Array.ForEach(tasks, t => Evaluator.Default.WithTokensPerBatch(64).Evaluate(model, t));
        Run();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            Run();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
