using Amuro.Tasks;

namespace Amuro.Tests.Tasks;

public class PromptFormatVariantTests
{
    [Theory]
    [InlineData("### Premise: {premise}\n### Hypothesis: {hypothesis}\n### Output:")]
    [InlineData("Say whether it follows.\n{premise} {hypothesis}\nAnswer:")]
    [InlineData("{premise} {hypothesis}")]
    public void Ten_gives_ten_different_formats_that_show_the_same_fields(string template)
    {
        PromptFormat format = new() { Name = "mine", Template = template };
        IReadOnlyList<PromptFormat> ten = PromptFormats.Ten(format);

        Assert.Equal(10, ten.Count);
        Assert.Same(format, ten[0]);
        Assert.Equal(10, ten.Select(f => f.Name).Distinct().Count());
        Example item = new() { Id = "1", Answer = "yes", Fields = new Dictionary<string, string> { ["premise"] = "A Ship: sails", ["hypothesis"] = "It moves" } };
        Assert.Equal(10, ten.Select(f => f.RenderPrompt(item)).Distinct().Count());
        Assert.All(ten, f => Assert.Contains("A Ship: sails", f.Render(item), StringComparison.Ordinal));
        Assert.All(ten, f => Assert.Contains("It moves", f.Render(item), StringComparison.Ordinal));
        Assert.Equal(ten, PromptFormats.Ten(format));
    }

    [Fact]
    public void Only_names_of_fields_are_changed()
    {
        PromptFormat format = new() { Name = "mine", Template = "Mind: this {a} Note: {b}\nQuestion: {a}\nAnswer:" };
        PromptFormat upper = Enumerable.Range(0, 50).SelectMany(seed => PromptVariants.Default.WithSeed(seed).Of(format)).First(f => f.Name == "mine/case-upper");
        Assert.Equal("Mind: this {a} Note: {b}\nQUESTION: {a}\nANSWER:", upper.Template);
    }
}
