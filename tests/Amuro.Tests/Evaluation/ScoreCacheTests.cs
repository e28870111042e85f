using System.Diagnostics;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;
using TorchSharp;

namespace Amuro.Tests.Evaluation;

public class ScoreCacheTests
{
    public const string Command = "score";
    private const int Items = 40;

    private static readonly Dictionary<string, string?> s_oneThread = new() { ["OMP_NUM_THREADS"] = "1" };

    [Fact]
    public void What_was_scored_is_never_scored_again()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = EvaluationGoldens.LoadModel();
        (TaskEvaluation first, int passes) = Evaluate(model, folder.Path, Colours());
        (TaskEvaluation second, int none) = Evaluate(model, folder.Path, Colours());
        Assert.True(passes > 3);
        Assert.Equal(0, none);
        AssertSame(first, second);
        AssertSame(Evaluate(model, null, Colours()).Evaluation, second);
    }

    [Fact]
    public void Other_weights_formats_and_shots_ask_anew()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = EvaluationGoldens.LoadModel();
        TaskDefinition task = Colours();
        Evaluate(model, folder.Path, task);
        Assert.NotEqual(0, Evaluate(model, folder.Path, task with { Formats = [new PromptFormat { Name = "other", Template = "{object}:" }] }).Passes);
        Assert.NotEqual(0, Evaluate(model, folder.Path, task, shots: 1).Passes);
        Assert.NotEqual(0, Evaluate(model, folder.Path, task with { Name = "another" }).Passes);

        // One bit of one number of the last layer.
        using (torch.no_grad())
        using (torch.Tensor last = model.Parameters.Flat.narrow(0, model.Parameters.Flat.numel() - 1, 1))
        {
            float value = last.item<float>();
            using torch.Tensor changed = torch.tensor(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) ^ 1));
            last.copy_(changed);
        }

        Assert.NotEqual(0, Evaluate(model, folder.Path, task).Passes);
    }

    [Fact]
    public void A_changed_item_is_scored_and_the_others_are_not()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = EvaluationGoldens.LoadModel();
        TaskDefinition task = Colours();
        Evaluate(model, folder.Path, task);
        Example changed = task.Evaluation[7] with { Fields = new Dictionary<string, string> { ["object"] = "another thing" } };
        TaskDefinition other = task with { Evaluation = [.. task.Evaluation.Select((e, i) => i == 7 ? changed : e)] };
        (TaskEvaluation got, int passes) = Evaluate(model, folder.Path, other);
        Assert.Equal(1, passes);
        AssertSame(Evaluate(model, null, other).Evaluation, got);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("digit")]
    [InlineData("noise")]
    public void Damaged_lines_are_computed_again(string damage)
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = EvaluationGoldens.LoadModel();
        (TaskEvaluation first, int passes) = Evaluate(model, folder.Path, Colours());
        string file = Assert.Single(Directory.GetFiles(folder.Path, "*.scores", SearchOption.AllDirectories));
        byte[] bytes = File.ReadAllBytes(file);
        int middle = bytes.Length / 2;
        byte[] damaged = damage switch
        {
            "cut" => bytes[..middle],
            "digit" => [.. bytes[..middle], (byte)(bytes[middle] ^ 1), .. bytes[(middle + 1)..]],
            _ => [0, 255, .. "\n{\n\n"u8, .. new byte[300], (byte)'\n', .. bytes],
        };
        File.WriteAllBytes(file, damaged);
        (TaskEvaluation again, int repeated) = Evaluate(model, folder.Path, Colours());
        Assert.InRange(repeated, damage == "noise" ? 0 : 1, damage == "noise" ? 0 : passes - 1);
        AssertSame(first, again);
        Assert.Equal(0, Evaluate(model, folder.Path, Colours()).Passes);
    }

    [Fact]
    public void A_killed_process_loses_no_more_than_its_batch()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = EvaluationGoldens.LoadModel();
        (TaskEvaluation want, int all) = Evaluate(model, null, Colours());
        const int Before = 4;
        using (Process child = ChildProcess.Start([Command, folder.Path, $"{Before}"], s_oneThread))
        {
            child.WaitForExit();
            Assert.NotEqual(0, child.ExitCode);
        }

        (TaskEvaluation got, int passes) = Evaluate(model, folder.Path, Colours());
        // What is left may fall into batches in another way, but it is no more than what the killed process had not finished.
        Assert.InRange(passes, 1, all - Before + 1);
        AssertSame(want, got);
    }

    [Fact]
    public async Task Two_processes_share_a_folder()
    {
        using TemporaryFolder folder = new();
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => ChildProcess.Run([Command, folder.Path, "1000"], s_oneThread))));
        Assert.All(runs, r => Assert.Equal((0, ""), (r.ExitCode, r.Errors)));
        using DecoderModel model = EvaluationGoldens.LoadModel();
        (TaskEvaluation got, int passes) = Evaluate(model, folder.Path, Colours());
        Assert.Equal(0, passes);
        AssertSame(Evaluate(model, null, Colours()).Evaluation, got);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = EvaluationGoldens.LoadModel();
        string taken = folder.Write("taken", "");
        AmuroException error = Assert.Throws<AmuroException>(() => Evaluate(model, taken, Colours()));
        Assert.Contains(taken, error.Message, StringComparison.Ordinal);
    }

    // Kills itself, as from outside, when so many passes are done.
    internal static void RunInChild(string cache, int passes)
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        int done = 0;
        Evaluator evaluator = Evaluator.Default.WithTokensPerBatch(40).WithCache(cache) with
        {
            BeforePass = (_, _) =>
            {
                if (done++ == passes)
                {
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                }
            },
        };
        evaluator.Evaluate(model, EvaluationGoldens.LoadTokenizer(), Colours(), Colours().Formats[0]);
    }

    private static (TaskEvaluation Evaluation, int Passes) Evaluate(DecoderModel model, string? cache, TaskDefinition task, int shots = 0)
    {
        int passes = 0;
        Evaluator evaluator = Evaluator.Default.WithTokensPerBatch(40).WithShots(shots).WithCache(cache) with { BeforePass = (_, _) => passes++ };
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        return (evaluator.Evaluate(model, tokenizer, task, task.Formats[0]), passes);
    }

    private static void AssertSame(TaskEvaluation want, TaskEvaluation got)
    {
        Assert.Equal(want.Items.Select(i => i.Prediction), got.Items.Select(i => i.Prediction));
        Assert.Equal(want.Items.SelectMany(i => i.LogLikelihoods), got.Items.SelectMany(i => i.LogLikelihoods), (a, b) => Math.Abs(a - b) <= 1e-5);
    }

    private static TaskDefinition Colours()
    {
        Example[] examples = [.. Enumerable.Range(0, Items + 5).Select(i => new Example
        {
            Id = $"{i}",
            Fields = new Dictionary<string, string> { ["object"] = $"stone number {i}" },
            Choices = ["red", "dark green", "blue"],
            Gold = i % 3,
            Answer = ((string[])["red", "dark green", "blue"])[i % 3],
        })];
        return new TaskDefinition
        {
            Name = "colours",
            Kind = TaskKind.MultipleChoice,
            Formats = [new PromptFormat { Name = "plain", Template = "The colour of {object} is" }],
            Evaluation = examples[..Items],
            Training = examples[Items..],
        };
    }
}
