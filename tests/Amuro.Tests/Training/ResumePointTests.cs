using Amuro.Models;
using Amuro.Training;
using FsCheck;
using FsCheck.Xunit;
using TorchSharp;

namespace Amuro.Tests.Training;

public class ResumePointTests
{
    [Property(MaxTest = 30)]
    public bool A_run_stopped_at_any_steps_ends_with_the_same_bits(
        byte first, byte second, byte saveEvery, bool bfloat16, bool heldOut, bool best, bool lora)
    {
        using TemporaryFolder folder = new();
        FineTuner tuner = new(TinyRun.Tuner.Recipe with
        {
            Precision = bfloat16 ? Precision.BFloat16 : Precision.Float32,
            SaveEvery = 1 + (saveEvery % 4),
            EvaluateEvery = heldOut ? 2 : null,
            KeepBest = heldOut && best,
            Patience = heldOut ? 2 : null,
            LearningRate = best ? 0.05 : 0.01,
            Lora = lora ? new LoraOptions { Rank = 2, Magnitudes = best } : null,
        });
        TrainingOptions options = new() { HeldOut = heldOut ? TinyRun.HeldOut : null };
        (byte[] expected, TrainingRun? whole) = TinyRun.Train(tuner, options);

        options = options with { Folder = folder.Path };
        TinyRun.Train(tuner, options, stopAfter: first % 10);
        TinyRun.Train(tuner, options, stopAfter: second % 10);
        (byte[] weights, TrainingRun? run) = TinyRun.Train(tuner, options);

        return weights.SequenceEqual(expected)
            && run!.Steps.SequenceEqual(whole!.Steps)
            && run.Evaluations.SequenceEqual(whole.Evaluations)
            && run.StoppedEarly == whole.StoppedEarly;
    }

    [Fact]
    public void A_resumed_run_does_only_what_is_left()
    {
        using TemporaryFolder folder = new();
        TrainingOptions options = new() { Folder = folder.Path };
        TinyRun.Train(TinyRun.Tuner, options, stopAfter: 6);
        List<int> told = [];
        using DecoderModel model = TinyRun.Model();

        TrainingRun run = TinyRun.Tuner.FineTune(
            model, TinyRun.Examples, options: options with { Progress = new Watcher<TrainingStep>(s => told.Add(s.Step)) });

        Assert.Equal([7, 8, 9], told);
        Assert.Equal(Enumerable.Range(1, 9), run.Steps.Select(s => s.Step));
    }

    [Fact]
    public void Cancellation_before_the_first_step_leaves_no_resume_point()
    {
        using TemporaryFolder folder = new();
        TinyRun.Train(TinyRun.Tuner, new TrainingOptions { Folder = folder.Path }, stopAfter: 0);
        Assert.False(File.Exists(Resume(folder)));
    }

    [Fact]
    public void Another_run_is_refused_and_told_what_differs()
    {
        using TemporaryFolder folder = new();
        TrainingOptions options = new() { Folder = folder.Path };
        TinyRun.Train(TinyRun.Tuner, options, stopAfter: 3);
        byte[] before = File.ReadAllBytes(Resume(folder));

        Refused(() => TinyRun.Train(TinyRun.Tuner.WithLearningRate(1e-3), options), "LearningRate 0.001, not 0.01");
        Refused(() => TinyRun.Train(TinyRun.Tuner.WithSeed(1), options), "Seed 1, not 42", "another order of the examples");
        Refused(() => TinyRun.Train(TinyRun.Tuner.WithSchedule(LearningRateSchedule.WarmupStableDecay(0.2)), options), "Schedule warmup-stable-decay over the last 0.2 of the steps, not linear");
        Refused(() => TinyRun.Train(new FineTuner(TinyRun.Tuner.Recipe with { Lora = new LoraOptions() }), options), "Lora", "Rank = 8");
        Refused(() => TinyRun.Train(TinyRun.Tuner, options, examples: [.. TinyRun.Examples.Skip(1), TinyRun.Examples[0]]), "another training examples");
        Refused(() => TinyRun.Train(TinyRun.Tuner, options with { HeldOut = TinyRun.HeldOut }), "another held-out examples");
        using DecoderModel other = TinyRun.Model();
        other.Parameters.Flat[7] = 1f;
        Refused(() => TinyRun.Tuner.FineTune(other, TinyRun.Examples, options: options), "another model before the first step");

        Assert.Equal(before, File.ReadAllBytes(Resume(folder)));
        // How often it saves is no part of the run.
        Assert.NotNull(TinyRun.Train(new FineTuner(TinyRun.Tuner.Recipe with { SaveEvery = 2 }), options).Run);

        void Refused(Action run, params string[] said)
        {
            string message = Assert.Throws<AmuroException>(run).Message;
            Assert.All([Resume(folder), "delete the file", .. said], part => Assert.Contains(part, message, StringComparison.Ordinal));
        }
    }

    [Property(MaxTest = 150)]
    public bool Damage_anywhere_is_found(int place, byte change, bool cut)
    {
        byte[] bytes = s_sound.Value.ToArray();
        int at = (int)((uint)place % bytes.Length);
        if (cut)
        {
            bytes = bytes[..at];
        }
        else
        {
            bytes[at] ^= (byte)(change == 0 ? 1 : change);
        }

        using TemporaryFolder folder = new();
        File.WriteAllBytes(Resume(folder), bytes);
        AmuroException? error = Record.Exception(() => ResumePoint.Open(Resume(folder))) as AmuroException;
        // A space of the header's padding, or a name, may change without harm or be found when tensors are restored.
        return error is null
            ? TinyRun.Train(TinyRun.Tuner, new TrainingOptions { Folder = folder.Path }).Weights.SequenceEqual(s_expected.Value)
            : error.Message.Contains(Resume(folder), StringComparison.Ordinal) && error.Message.Contains("delete the file", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_comes_back_and_nothing_is_changed_by_a_point_that_does_not_fit()
    {
        using TemporaryFolder folder = new();
        using var _ = torch.NewDisposeScope();
        torch.Tensor weights = torch.randn(1000), half = torch.randn(7).to(torch.bfloat16);
        ResumePoint.Save(Resume(folder), s_record, new Dictionary<string, torch.Tensor> { ["weights"] = weights, ["half"] = half });

        using ResumePoint point = ResumePoint.Open(Resume(folder))!;
        torch.Tensor weightsBack = torch.zeros(1000), halfBack = torch.zeros(7, torch.bfloat16);
        point.Restore(new Dictionary<string, torch.Tensor> { ["weights"] = weightsBack, ["half"] = halfBack });
        Assert.Equal(weights.data<float>(), weightsBack.data<float>());
        Assert.Equal(half.@float().data<float>(), halfBack.@float().data<float>());
        Assert.Equal(s_record.Step, point.Record.Step);
        Assert.Equal(s_record.Steps, point.Record.Steps);
        Assert.Equal(s_record.Evaluations, point.Record.Evaluations);
        Assert.Empty(point.Record.Run.Differences(s_record.Run));

        torch.Tensor untouched = torch.zeros(1000);
        string message = Assert.Throws<AmuroException>(
            () => point.Restore(new Dictionary<string, torch.Tensor> { ["weights"] = untouched, ["half"] = torch.zeros(8, torch.bfloat16) })).Message;
        Assert.Contains("half: expected BFloat16 [8], found BFloat16 [7]", message, StringComparison.Ordinal);
        Assert.Equal(0, untouched.abs().sum().item<float>());
    }

    private static readonly ResumeRecord s_record = new(
        new RunFingerprint(1, new Dictionary<string, string> { ["Seed"] = "1" }, new Dictionary<string, string> { ["data"] = "x" }),
        1,
        [new TrainingStep(1, 9, double.NaN, 0.1, 1 / 3.0, 4, 5)],
        [new HeldOutEvaluation(0, Math.PI)]);

    private static readonly Lazy<byte[]> s_sound = new(() =>
    {
        using TemporaryFolder folder = new();
        TinyRun.Train(TinyRun.Tuner, new TrainingOptions { Folder = folder.Path }, stopAfter: 4);
        return File.ReadAllBytes(Resume(folder));
    });

    private static readonly Lazy<byte[]> s_expected = new(() => TinyRun.Train(TinyRun.Tuner).Weights);

    private static string Resume(TemporaryFolder folder) => folder.File("resume.safetensors");
}
