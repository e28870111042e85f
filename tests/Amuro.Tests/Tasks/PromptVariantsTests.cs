using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;
using FsCheck;
using FsCheck.Xunit;

namespace Amuro.Tests.Tasks;

public class PromptVariantsTests
{
    private static readonly string[] s_templates =
    [
        "### Premise: {a}\n### Hypothesis: {b}\n### Output:", "Say whether it follows.\n{a} {b}\nAnswer:", "{a} {b}", "{a}",
        "Question: {a}\nAnswer:", "{a}\nQuestion: {b} True or False?\nAnswer:", "The following is odd.\n{a}\n{{{b}}}\n",
    ];

    [Property]
    public void No_two_variants_give_the_same_prompt(NonNegativeInt template, int seed, NonEmptyArray<NonNull<string>> texts)
    {
        TaskDefinition task = TaskOf(s_templates[template.Get % s_templates.Length], [.. texts.Get.Select(t => t.Get)]);
        IReadOnlyList<PromptFormat> all = PromptVariants.Default.WithSeed(seed).AddTo(task).Formats;

        Assert.Equal(11, all.Count);
        Assert.Equal(11, all.Select(f => f.Name).Distinct().Count());
        foreach (Example item in task.Evaluation)
        {
            Assert.Equal(11, all.Select(f => f.RenderPrompt(item)).Distinct().Count());
        }
    }

    [Property]
    public void What_an_item_says_stays_as_it_is(NonNegativeInt template, int seed)
    {
        TaskDefinition task = TaskOf(s_templates[template.Get % s_templates.Length], ["A Ship: sails -> on"]);
        Example item = task.Evaluation[0];
        foreach (PromptFormat variant in PromptVariants.Default.WithSeed(seed).Of(task))
        {
            string prompt = variant.RenderPrompt(item);
            Assert.Contains("A Ship: sails -> on", prompt, StringComparison.Ordinal);
            // The answers stay the same texts, whatever leads to them.
            Assert.Equal(["True", "False"], item.Choices.Select(c => variant.RenderAnswer(c).Trim()));
            if (variant.Choices is not null)
            {
                Assert.All(item.Choices, c => Assert.Single(prompt.Split('\n'), line => line.EndsWith(" " + c, StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public void Every_built_in_task_has_ten_variants()
    {
        foreach (string name in BuiltInTasks.Names)
        {
            foreach (PromptFormat format in BuiltInTasks.Load(name).Formats)
            {
                IReadOnlyList<PromptFormat> ten = PromptVariants.Default.Of(format);
                Assert.Equal(10, ten.Select(f => f.Preamble + f.Template).Append(format.Preamble + format.Template).Distinct().Count() - 1);
            }
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_another_seed_others()
    {
        TaskDefinition task = TaskOf(s_templates[0], ["x", "y"]);
        Assert.Equal(PromptVariants.Default.Of(task), PromptVariants.Default.Of(task));
        Assert.NotEqual(PromptVariants.Default.Of(task), PromptVariants.Default.WithSeed(1).Of(task));
    }

    [Fact]
    public void The_first_variants_change_one_thing_each_and_their_names_say_which()
    {
        PromptFormat[] variants = [.. PromptVariants.Default.WithCount(40).Of(TaskOf(s_templates[0], ["x", "y"]))];
        string[] single = [.. variants.Select(v => v.Name["default/".Length..]).Where(n => !n.Contains('+', StringComparison.Ordinal))];
        string[] axes = [.. single.Select(n => n.Split('-')[0]).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(["case", "choices", "cue", "instruction", "join", "markers", "names", "separator"], axes);
        PromptFormat Named(string name) => Find("### Premise: {a}\n### Hypothesis: {b}\n### Output:", name);
        Assert.Equal("### PREMISE: {a}\n### HYPOTHESIS: {b}\n### OUTPUT:", Named("case-upper").Template);
        Assert.Equal("### Premise = {a}\n### Hypothesis = {b}\n### Output =", Named("separator-equals").Template);
        Assert.Equal("### Premise: {a} || ### Hypothesis: {b} || ### Output:", Named("join-bars").Template);
        Assert.Equal("Premise: {a}\nHypothesis: {b}\nOutput:", Named("markers-none").Template);
        Assert.Equal("### First text: {a}\n### Second text: {b}\n### Result:", Named("names-second").Template);
        Assert.Equal("\n\n\n", Named("join-empty-line").ShotSeparator);
        Assert.Equal("Please give the right answer.\n\n", Named("instruction-please").Preamble);
        Assert.Equal("Please say whether it follows.\n{a} {b}\nAnswer:", Find(s_templates[1], "instruction-please").Template);
        Assert.Equal("Decide whether it follows.\n{a} {b}\nAnswer:", Find(s_templates[1], "instruction-second").Template);
    }

    [Fact]
    public void Choices_are_listed_before_the_line_that_asks_for_the_answer()
    {
        TaskDefinition task = TaskOf("Question: {a}\nAnswer:", ["x"]);
        PromptFormat[] listed = [.. PromptVariants.Default.WithCount(60).Of(task).Where(f => f.Choices is not null && !f.Name.Contains('+', StringComparison.Ordinal))];
        Assert.NotEmpty(listed);
        Assert.All(listed, f => Assert.Equal("Question: {a}\nChoices:\n{choices}\nAnswer:", f.Template));
        Assert.Empty((task with { Formats = [listed[0]] }).FindProblems());
    }

    [Fact]
    public void More_variants_than_there_are_is_an_error_that_says_how_many()
    {
        AmuroException error = Assert.Throws<AmuroException>(() => PromptVariants.Default.WithCount(500).Of(new PromptFormat { Name = "mine", Template = "{a}" }));
        Assert.Contains("prompt format 'mine', PromptVariants.Count", error.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => PromptVariants.Default.WithCount(0));
    }

    private static PromptFormat Find(string template, string name) => Enumerable.Range(0, 200)
        .SelectMany(seed => PromptVariants.Default.WithSeed(seed).Of(new PromptFormat { Name = "mine", Template = template }))
        .First(f => f.Name == "mine/" + name);

    private static TaskDefinition TaskOf(string template, string[] texts) => new()
    {
        Name = "mine",
        Kind = TaskKind.MultipleChoice,
        Formats = [new PromptFormat { Name = "default", Template = template }],
        Evaluation = [.. texts.Select((text, i) => new Example
        {
            Id = $"{i}",
            Fields = new Dictionary<string, string> { ["a"] = text, ["b"] = "B" },
            Choices = ["True", "False"],
            Gold = i % 2,
            Answer = i % 2 == 0 ? "True" : "False",
        })],
    };
}
