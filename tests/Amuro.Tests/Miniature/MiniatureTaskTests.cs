using Amuro.Miniature;
using Amuro.Tasks;
using Mini = Amuro.Miniature.Miniature;

namespace Amuro.Tests.Miniature;

public class MiniatureTaskTests
{
    private static readonly Dictionary<int, Mini> Minis = new[] { 0, 1, 42 }.ToDictionary(seed => seed, Mini.Default.WithSeed);

    public static TheoryData<int> Seeds => [.. Minis.Keys];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TenSetsInThreeFormats(int seed)
    {
        IReadOnlyList<TaskDefinition> tasks = Minis[seed].Tasks;
        Assert.Equal(["nli", "nli-ood", "size", "size-ood", "qa", "qa-ood", "qgen", "qgen-ood", "ships", "kinds"], tasks.Select(t => t.Name));
        Assert.Equal(["nli", "size", "qa", "qgen"], Minis[seed].TrainingTasks.Select(t => t.Name));
        Assert.Equal([1280, 1280, 360, 1280], Minis[seed].TrainingTasks.Select(t => t.Training.Count));
        Assert.Equal([108, 144, 144, 144, 120, 120, 144, 144, 144, 120], tasks.Select(t => t.Evaluation.Count));
        Assert.All(tasks, t => Assert.Equal(["default", "instruct", "io"], t.Formats.Select(f => f.Name)));
        Assert.All(tasks, t => Assert.Empty(t.FindProblems()));
        Assert.All(tasks, t => Assert.Equal(t.Name.Replace("-ood", ""), t.Family));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void LabelsAreBalancedExactly(int seed)
    {
        foreach (TaskDefinition task in Minis[seed].Tasks.Where(t => t.Kind == TaskKind.MultipleChoice))
        {
            IEnumerable<IReadOnlyList<Example>> splits = new[] { task.Evaluation, task.Training }.Where(s => s.Count > 0);
            foreach (IGrouping<string, Example> same in splits.SelectMany(s => s.GroupBy(e => string.Join(' ', e.Choices))))
            {
                int[] counts = [.. same.GroupBy(e => e.Gold).Select(g => g.Count())];
                Assert.True(counts.Length == same.First().Choices.Count && counts.Distinct().Count() == 1, $"{task.Name}: {same.Key}: {string.Join(' ', counts)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NoFineTuningItemNamesWhatIsHeldOut(int seed)
    {
        Mini mini = Minis[seed];
        HashSet<string> tuned = [.. mini.TrainingTasks.SelectMany(t => t.Training.SelectMany(e => Words(t, e)))];
        IEnumerable<string> heldOut = mini.World.HeldOut.Concat(mini.World.Ships).Select(b => b.Name).Concat(mini.World.HeldOutItems.Select(i => i.Name));
        Assert.Empty(heldOut.Intersect(tuned));
        HashSet<string> known = [.. mini.World.Known.Select(p => p.Name), .. mini.World.KnownItems.Select(i => i.Name)];
        foreach (TaskDefinition task in mini.Tasks.Where(t => t.Name.EndsWith("-ood") || t.Name == "ships"))
        {
            Assert.All(task.Evaluation, e => Assert.Empty(known.Intersect(Words(task, e))));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NoEvaluationItemIsTrainedOn(int seed)
    {
        foreach (TaskDefinition task in Minis[seed].TrainingTasks)
        {
            string[] trained = [.. task.Training.Select(task.Formats[0].Render)];
            string[] evaluated = [.. task.Evaluation.Select(task.Formats[0].Render)];
            Assert.Equal(trained.Length, trained.Distinct().Count());
            Assert.Equal(evaluated.Length, evaluated.Distinct().Count());
            Assert.Empty(trained.Intersect(evaluated));
        }

        // A fact that is evaluated is not trained on in another wording either.
        TaskDefinition qa = Minis[seed].Tasks.Single(t => t.Name == "qa");
        string Fact(Example e) => e.Fields["name"] + " " + e.Fields["fact"];
        Assert.Empty(qa.Training.Select(Fact).Intersect(qa.Evaluation.Select(Fact)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void PromptsAreShortAndOfKnownWords(int seed)
    {
        var tokenizer = Minis[seed].CreateTokenizer();
        int unknown = tokenizer.TokenId("<unk>")!.Value;
        foreach (TaskDefinition task in Minis[seed].Tasks)
        {
            foreach (Example example in task.Training.Concat(task.Evaluation))
            {
                Assert.All(task.Formats, format =>
                {
                    (int[] prompt, int[] answer) = tokenizer.EncodePair(format.Render(example), format.AnswerDelimiter + example.Answer);
                    Assert.DoesNotContain(unknown, prompt.Concat(answer));
                    Assert.InRange(prompt.Length + task.MaxNewTokens * (task.Kind == TaskKind.Generation ? 1 : 0) + 1, 1, 64);
                    Assert.True(task.Kind == TaskKind.MultipleChoice ? answer.Length == 1 : answer.Length < task.MaxNewTokens);
                });
                Assert.All(example.Choices, choice => Assert.Single(tokenizer.Encode(choice)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheAnswersAreWhatTheTextSays(int seed)
    {
        Mini mini = Minis[seed];
        HashSet<string> text = [.. mini.Documents().Take(100_000).SelectMany(d => d.Split(" .")).Select(s => s.Trim())];
        foreach (TaskDefinition task in mini.Tasks)
        {
            foreach (Example example in task.Training.Concat(task.Evaluation))
            {
                switch (task.Family)
                {
                    case "nli":
                        // "X is quiet", never "X is loud".
                        Assert.Equal(example.Answer == "yes", text.Contains($"{example.Fields["item"]} is {example.Fields["trait"]}"));
                        break;
                    case "size":
                        int Size(string item) => Lexicon.Sizes.Single(s => text.Contains($"{item} is {s}")) is string size ? Lexicon.Sizes.IndexOf(size) : -1;
                        Assert.Equal(example.Answer == "yes", Size(example.Fields["first_item"]) > Size(example.Fields["second_item"]));
                        break;
                    case "kinds":
                        Assert.Equal(example.Answer, example.Choices.Single(c => text.Contains($"{example.Fields["name"]} is a {c}")));
                        break;
                    case "qa" or "ships":
                        FactKind fact = Lexicon.PersonFacts.Concat(Lexicon.ShipFacts).Single(f => f.Name == example.Fields["fact"]);
                        Assert.Equal(example.Answer, example.Choices.Single(c => text.Contains(fact.Tell(0, example.Fields["name"], c)[..^2])));
                        break;
                }
            }
        }
    }

    [Fact]
    public void AnswersOfQuestionsToBeWrittenAreInTheirText()
    {
        foreach (TaskDefinition task in Minis[0].Tasks.Where(t => t.Family == "qgen"))
        {
            Assert.All(task.Training.Concat(task.Evaluation), e =>
            {
                Assert.Contains(e.Fields["answer"], e.Fields["text"].Split(' '));
                Assert.DoesNotContain(e.Fields["answer"], e.Answer.Split(' '));
                Assert.EndsWith(" ?", e.Answer);
            });
        }
    }

    [Fact]
    public void QuickSetsAreSmallAndStillBalanced()
    {
        foreach (TaskDefinition task in Mini.Quick.Tasks)
        {
            Assert.Equal(48, task.Evaluation.Count);
            if (task.Family is "nli" or "size")
            {
                Assert.Equal(24, task.Evaluation.Count(e => e.Answer == "yes"));
                Assert.Equal(task.Training.Count / 2, task.Training.Count(e => e.Answer == "yes"));
            }
        }

        Assert.All(Mini.Quick.TrainingTasks, t => Assert.Equal(320, t.Training.Count));
    }

    [Fact]
    public void ReadersOfOneFieldAreNotPerfect()
    {
        IReadOnlyList<SingleFieldBaseline> baselines = MiniatureBaselines.Of(Mini.Default);
        double Of(string task, string field) => baselines.Single(b => b.Task == task && b.Field == field).Accuracy;
        Assert.Equal(0.5, Of("nli-ood", "trait"));
        Assert.Equal(0.75, Of("nli-ood", "item"));
        Assert.Equal(5 / 6.0, Of("size-ood", "first_item"), 12);
        Assert.Equal(5 / 6.0, Of("size-ood", "second_item"), 12);
        Assert.Equal(0.1, Of("qa-ood", "fact"), 12);
        Assert.Equal(0.125, Of("ships", "fact"), 12);
    }

    [Fact]
    public void ABaselineCountsTheMostFrequentAnswerOfEachValue()
    {
        Example Item(int id, string x, string answer) => new() { Id = $"{id}", Fields = new Dictionary<string, string> { ["x"] = x }, Answer = answer };
        TaskDefinition task = new()
        {
            Name = "t",
            Kind = TaskKind.MultipleChoice,
            Formats = [],
            Evaluation = [Item(0, "a", "yes"), Item(1, "a", "yes"), Item(2, "a", "no"), Item(3, "b", "no")],
        };
        Assert.Equal(0.75, MiniatureBaselines.Of(task, "x").Accuracy);
        Assert.Contains("expected a field 'y', found x", Assert.Throws<AmuroException>(() => MiniatureBaselines.Of(task, "y")).Message);
        Assert.Throws<AmuroException>(() => MiniatureBaselines.Of(task with { Evaluation = [] }, "x"));
    }

    private static IEnumerable<string> Words(TaskDefinition task, Example example) =>
        (task.Formats[0].Render(example) + " " + example.Answer).Split(' ');
}
