using System.Security.Cryptography;
using System.Text;

namespace Amuro.Tasks;

/// <summary>How the choices of an item are listed in its prompt, in the place of <c>{choices}</c>.</summary>
/// <remarks>
/// What is scored stays the text of each choice. The order is drawn for each item from <see cref="Seed"/> and the item's name, as
/// some data sets always put the right choice at the same place, where a listing as it is would give it away.
/// </remarks>
public sealed record ChoiceListing
{
    internal const string Field = "choices";

    /// <summary>Letters, order 0, not reversed.</summary>
    public static ChoiceListing Default { get; } = new();

    /// <summary>What stands before each choice. Default: <see cref="ChoiceLabels.Letters"/>.</summary>
    public ChoiceLabels Labels { get; private init; }

    /// <summary>Another seed gives other orders. Default 0.</summary>
    public int Seed { get; private init; }

    /// <summary>Whether the order is turned round. Default false.</summary>
    public bool Reversed { get; private init; }

    /// <summary>A copy with other <see cref="Labels"/>.</summary>
    /// <param name="labels">What stands before each choice.</param>
    public ChoiceListing WithLabels(ChoiceLabels labels) => this with { Labels = labels };

    /// <summary>A copy with another <see cref="Seed"/>.</summary>
    /// <param name="seed">Any number.</param>
    public ChoiceListing WithSeed(int seed) => this with { Seed = seed };

    /// <summary>A copy with the order turned round, or not.</summary>
    /// <param name="reversed">Whether to turn it round.</param>
    public ChoiceListing WithReversed(bool reversed = true) => this with { Reversed = reversed };

    /// <summary>The choices of an item, one a line.</summary>
    /// <param name="example">The item.</param>
    public string Render(Example example)
    {
        ArgumentNullException.ThrowIfNull(example);
        IEnumerable<string> drawn = example.Choices
            .Select((choice, index) => (choice, Rank: Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
                FormattableString.Invariant($"{Seed}\0{example.Id}\0{index}"))))))
            .OrderBy(c => c.Rank, StringComparer.Ordinal)
            .Select(c => c.choice);
        return string.Join('\n', (Reversed ? drawn.Reverse() : drawn).Select((choice, place) => Label(place) + choice));
    }

    private string Label(int place) => Labels switch
    {
        ChoiceLabels.Letters => $"{Letter(place)}. ",
        ChoiceLabels.LettersInBrackets => $"({Letter(place)}) ",
        ChoiceLabels.Numbers => FormattableString.Invariant($"{place + 1}. "),
        ChoiceLabels.NumbersInBrackets => FormattableString.Invariant($"({place + 1}) "),
        _ => "- ",
    };

    // A to Z, then AA as in the columns of a spreadsheet.
    private static string Letter(int place) => place < 26 ? ((char)('A' + place)).ToString() : Letter((place / 26) - 1) + Letter(place % 26);
}

/// <summary>What stands before each choice of a <see cref="ChoiceListing"/>.</summary>
public enum ChoiceLabels
{
    /// <summary><c>A. </c></summary>
    Letters,

    /// <summary><c>(A) </c></summary>
    LettersInBrackets,

    /// <summary><c>1. </c></summary>
    Numbers,

    /// <summary><c>(1) </c></summary>
    NumbersInBrackets,

    /// <summary><c>- </c></summary>
    Dashes,
}
