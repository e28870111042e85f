using Amuro.Tasks;

namespace Amuro.Tests.Tasks;

public class ChoiceListingTests
{
    private static readonly Example s_item = new()
    {
        Id = "7",
        Fields = new Dictionary<string, string> { ["q"] = "Which?" },
        Choices = ["red", "green", "blue"],
        Gold = 2,
        Answer = "blue",
    };

    [Theory]
    [InlineData(ChoiceLabels.Letters, "A. ", "C. ")]
    [InlineData(ChoiceLabels.LettersInBrackets, "(A) ", "(C) ")]
    [InlineData(ChoiceLabels.Numbers, "1. ", "3. ")]
    [InlineData(ChoiceLabels.NumbersInBrackets, "(1) ", "(3) ")]
    [InlineData(ChoiceLabels.Dashes, "- ", "- ")]
    public void Labels_stand_before_the_choices(ChoiceLabels labels, string first, string last)
    {
        string[] lines = ChoiceListing.Default.WithLabels(labels).Render(s_item).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(first, lines[0], StringComparison.Ordinal);
        Assert.StartsWith(last, lines[2], StringComparison.Ordinal);
        Assert.Equal(["blue", "green", "red"], lines.Select(l => l[(l.LastIndexOf(' ') + 1)..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_place_of_the_right_choice_gives_nothing_away()
    {
        // As in SciQ, where the right one always comes last.
        int[] places = [.. Enumerable.Range(0, 300).Select(i => Array.FindIndex(
            ChoiceListing.Default.Render(s_item with { Id = $"{i}" }).Split('\n'), l => l.EndsWith("blue", StringComparison.Ordinal)))];
        Assert.All(Enumerable.Range(0, 3), place => Assert.InRange(places.Count(p => p == place), 70, 130));
    }

    [Fact]
    public void Reversed_is_the_other_way_round_and_a_seed_gives_another_order()
    {
        ChoiceListing dashes = ChoiceListing.Default.WithLabels(ChoiceLabels.Dashes);
        Assert.Equal(dashes.Render(s_item).Split('\n').Reverse(), dashes.WithReversed().Render(s_item).Split('\n'));
        Assert.Contains(Enumerable.Range(1, 20), seed => dashes.WithSeed(seed).Render(s_item) != dashes.Render(s_item));
    }

    [Fact]
    public void Without_a_listing_choices_is_a_field_like_any_other()
    {
        PromptFormat format = new() { Name = "mine", Template = "{q}\n{choices}" };
        Assert.Throws<AmuroException>(() => format.Render(s_item));
        Assert.Equal("Which?\nmine", format.Render(s_item with { Fields = new Dictionary<string, string> { ["q"] = "Which?", ["choices"] = "mine" } }));
        Assert.StartsWith("Which?\nA. ", (format with { Choices = ChoiceListing.Default }).Render(s_item), StringComparison.Ordinal);
    }
}
