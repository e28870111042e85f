using Amuro.Evaluation;
using Amuro.Studies;
using Amuro.Studies.Description;
using Amuro.Tasks;
using Amuro.Training;
using FsCheck.Xunit;

namespace Amuro.Tests.Studies.Description;

public sealed class StudyFileTests : IDisposable
{
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Property(MaxTest = 60)]
    public void AStudyThatIsAttachedHasTheSameCells(int seed)
    {
        Random random = new(seed);
        Study study = Any(random);
        string folder = _tiny.Out($"study{random.Next()}");
        StudyFile.Write(study, study.Known, folder);

        Study attached = Study.Attach(folder);

        Assert.Equal(Cells(study, folder), Cells(attached, folder));
        Assert.Equal(study.Tunings.Select(t => t.Tuner.Recipe), attached.Tunings.Select(t => t.Tuner.Recipe));
        Assert.Equal(
            (study.Kept, study.Retries, study.Workers, study.MemoryBudget, study.Timing, study.Evaluator.TokensPerBatch),
            (attached.Kept, attached.Retries, attached.Workers, attached.MemoryBudget, attached.Timing, attached.Evaluator.TokensPerBatch));
    }

    [Fact]
    public void An_adapter_to_start_from_is_kept_with_the_study()
    {
        using Amuro.Models.DecoderModel model = Amuro.Models.DecoderModel.Load(_tiny.Series[0]);
        FineTuner lora = TinyStudy.Tuner.WithSteps(1).WithLora(new LoraOptions { Rank = 2 });
        TrainingRun run = lora.FineTune(model, Amuro.Tokenization.HuggingFaceTokenizer.Load(_tiny.Series[0].Folder), TinyStudy.Colours);
        Study study = Study.Of(_tiny.Series).FineTune(lora.WithLora(LoraOptions.GoOnFrom(run.Adapter!)), TinyStudy.Colours).Evaluate(TinyStudy.Colours);
        StudyFile.Write(study, study.Known, _tiny.Out("study"));

        Assert.Equal(Cells(study, _tiny.Out("study")), Cells(Study.Attach(_tiny.Out("study")), _tiny.Out("study")));
    }

    [Fact]
    public void A_study_for_a_gpu_is_described_and_attached_where_there_is_none()
    {
        Study study = _tiny.Study.WithDevice("cuda:1");
        StudyFile.Write(study, study.Known, _tiny.Out("gpu"));

        Study attached = Study.Attach(_tiny.Out("gpu"));

        Assert.Equal("cuda:1", attached.Device.ToString());
        Assert.Equal(Cells(study, _tiny.Out("gpu")), Cells(attached, _tiny.Out("gpu")));
        Assert.NotEqual(Cells(_tiny.Study, _tiny.Out("gpu")), Cells(attached, _tiny.Out("gpu")));
        Assert.Contains("found 'gpu'", Assert.Throws<AmuroException>(() => study.WithDevice("gpu")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_moved_with_its_checkpoints_is_attached_where_it_is()
    {
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(_tiny.Series[0].Folder))!;
        StudyFile.Write(_tiny.Study, _tiny.Series, folder);
        string[] before = Cells(_tiny.Study, folder);
        using TemporaryFolder other = new();
        Directory.Move(folder, other.File("moved"));

        Study attached = Study.Attach(other.File("moved"));

        Assert.Equal(before, Cells(attached, other.File("moved")));
        Assert.All(attached.Known, c => Assert.StartsWith(other.Path, c.Folder, StringComparison.Ordinal));
        Directory.Move(other.File("moved"), folder);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2")]
    [InlineData("\"seeds\"", "\"seedz\"", "seedz")]
    [InlineData("\"linear\"", "\"crooked\"", "crooked")]
    [InlineData("\"cpu\"", "\"abacus\"", "abacus")]
    [InlineData("{", "", "study.json")]
    public void What_is_not_a_study_is_refused(string found, string replaced, string named)
    {
        string folder = _tiny.Out("study");
        StudyFile.Write(_tiny.Study, _tiny.Series, folder);
        string path = Path.Combine(folder, "study.json"), text = File.ReadAllText(path);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(found, replaced, StringComparison.Ordinal));

        Assert.Contains(named, Assert.Throws<AmuroException>(() => Study.Attach(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_whose_file_was_changed_is_refused()
    {
        string folder = _tiny.Out("study");
        StudyFile.Write(_tiny.Study, _tiny.Series, folder);
        string task = Directory.GetFiles(Path.Combine(folder, "tasks")).First();
        File.WriteAllText(task, File.ReadAllText(task).Replace("red", "green", StringComparison.Ordinal).Replace("round", "green", StringComparison.Ordinal));

        Assert.Contains(task, Assert.Throws<AmuroException>(() => Study.Attach(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_study_is_named() => Assert.Contains(
        Path.Combine(_tiny.Out("nothing"), "study.json"),
        Assert.Throws<AmuroException>(() => Study.Attach(_tiny.Out("nothing"))).Message,
        StringComparison.Ordinal);

    private static string[] Cells(Study study, string folder)
    {
        using StudySession session = new(study, folder);
        return [.. study.Known.SelectMany(session.Add).SelectMany(s =>
            s.Cells.Select(c => $"{c.Id} {c.Description} after {string.Join(' ', c.DependsOn)}").Concat(s.Evaluations.SelectMany(e => e.Results.Select(r => r.Key))))];
    }

    private Study Any(Random random)
    {
        bool Chance() => random.Next(2) == 0;
        LearningRateSchedule[] schedules =
        [
            LearningRateSchedule.Constant, LearningRateSchedule.Linear, LearningRateSchedule.Cosine,
            LearningRateSchedule.WarmupStableDecay(random.NextDouble() + 1e-9), LearningRateSchedule.FromFactors(random.NextDouble(), 1e-20 * random.NextDouble(), 0),
        ];
        TrainingRecipe recipe = new()
        {
            Epochs = random.Next(1, 9),
            Steps = Chance() ? random.Next(1, 9) : null,
            BatchTokens = Chance() ? random.Next(1, 99) : null,
            MicroBatchSize = Chance() ? 1 : null,
            LearningRate = random.NextDouble() * 1e-5,
            Schedule = schedules[random.Next(schedules.Length)],
            WarmupSteps = Chance() ? random.Next(3) : null,
            MaxGradientNorm = Chance() ? double.PositiveInfinity : random.NextDouble(),
            Normalisation = (LossNormalisation)random.Next(3),
            Precision = (Precision)random.Next(2),
            Truncation = (Truncation)random.Next(2),
            Frozen = Chance() ? ["model.layers.0.*", "*.bias"] : [],
            Lora = Chance() ? new LoraOptions { Rank = random.Next(1, 5), Alpha = random.NextDouble(), Targets = Chance() ? ["q_proj", "o_proj"] : [] } : null,
            EvaluateEvery = Chance() ? 2 : null,
            Seed = random.Next(),
        };
        PromptFormat listing = new()
        {
            Name = "listed \u00e9\ud83d\ude00",
            Template = "{thing}\n{choices}\t\"",
            Choices = ChoiceListing.Default.WithLabels((ChoiceLabels)random.Next(5)).WithSeed(random.Next()).WithReversed(Chance()),
        };
        TaskDefinition task = TinyStudy.Colours with
        {
            Formats = Chance() ? [.. TinyStudy.Colours.Formats, listing] : TinyStudy.Colours.Formats,
            ShotPool = Chance() ? [.. TinyStudy.Colours.Training.Skip(1)] : TinyStudy.Colours.Training,
            HeldOut = Chance() ? [TinyStudy.Colours.Training[0] with { Id = "held", References = ["red", "reddish"] }] : [],
            StopStrings = Chance() ? ["\n", "\u2028"] : ["\n"],
            PrimaryMetric = Chance() ? "acc_norm" : "acc",
        };
        Evaluator evaluator = Evaluator.Default.WithTokensPerBatch(random.Next(1, 5000)).WithBootstrapResamples(random.Next(2, 900)).WithPaperScoring(Chance())
            .WithMetrics(Chance() ? ["acc_norm", "brier"] : []).WithCache(Chance() ? _tiny.Out("cache") : null)
            .WithFewShot(FewShot.Default.WithCount(random.Next(3)).WithSeed(random.Next()).WithBalanced(Chance()).WithPerItem(Chance()));
        Study study = Study.Of(_tiny.Series).FineTune(new FineTuner(recipe), task, Chance() ? "another name" : null)
            .Evaluate(task, TinyStudy.Shapes).WithEvaluator(evaluator).WithSeeds(random.Next(), -1)
            .WithKeptModels((KeptModels)random.Next(3)).WithRetries(random.Next(5));
        study = Chance() ? study.WithWorkers(random.Next(1, 5)) : study;
        return Chance() ? study.WithMemoryBudget(random.NextInt64(1, long.MaxValue)) : study;
    }
}
