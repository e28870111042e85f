using System.Text.RegularExpressions;

namespace Amuro.Tasks;

/// <summary>Other words for an instruction: the sentence in front of the first field, or one of its own where a format has none.</summary>
internal static partial class InstructionParaphrases
{
    // What stands at the beginning of many instructions, and may stand there instead.
    private static readonly string[][] s_openings =
    [
        ["Say whether", "Decide whether", "Determine whether", "State whether"],
        ["Answer the question", "Give the answer to the question", "Reply to the question", "Find the answer to the question"],
        ["Answer the", "Give the answer to the", "Reply to the", "Find the answer to the"],
        ["Choose the", "Pick the", "Select the"],
        ["Complete the", "Finish the", "Give the end of the"],
        ["Summarise the", "Write a summary of the", "Give a summary of the"],
        ["Summarize the", "Write a summary of the", "Give a summary of the"],
        ["Write a", "Compose a", "Give a"],
        ["Rate how", "Judge how", "Say how"],
    ];

    private static readonly HashSet<string> s_imperatives = new(StringComparer.OrdinalIgnoreCase)
    {
        "answer", "choose", "classify", "compare", "complete", "continue", "decide", "determine", "explain", "fill", "find", "generate", "give",
        "identify", "judge", "name", "pick", "predict", "rate", "read", "reply", "say", "select", "state", "summarise", "summarize", "tell",
        "translate", "write",
    };

    /// <summary>The alternatives.</summary>
    public static IReadOnlyList<PromptChange> Changes { get; } =
    [
        Change("please", "Please give the right answer.", s => Imperative(s, "Please {0}")),
        Change("task", "The task is to give the right answer.", s => Imperative(s, "Your task is to {0}")),
        Change("label", "Instruction: give the right answer.", s => $"Instruction: {s}"),
        Change("reading", "Read what follows and give the right answer.", s => Imperative(s, "Read what follows, then {0}")),
        Change("second", "Here is a task. Write down its answer.", s => Opening(s, 1)),
        Change("third", "Find the answer to what follows.", s => Opening(s, 2)),
        Change("fourth", "What follows has one right answer.", s => Opening(s, 3)),
    ];

    /// <summary>A template with all that follows its instruction changed.</summary>
    public static string AfterInstruction(string template, Func<string, string> change)
    {
        int length = LengthOf(template);
        return template[..length] + change(template[length..]);
    }

    private static PromptChange Change(string name, string added, Func<string, string> paraphrase) => new($"instruction-{name}", f =>
    {
        if (!string.IsNullOrWhiteSpace(f.Preamble))
        {
            string text = f.Preamble.TrimEnd();
            return f with { Preamble = paraphrase(text) + f.Preamble[text.Length..] };
        }

        int length = LengthOf(f.Template);
        return length == 0
            ? f with { Preamble = added + (f.ShotSeparator.Contains('\n', StringComparison.Ordinal) ? "\n\n" : " ") }
            : f with { Template = paraphrase(f.Template[..(length - 1)]) + f.Template[(length - 1)..] };
    });

    // The first line where it is a sentence without fields, its line break included.
    private static int LengthOf(string template) => Sentence().Match(template).Length;

    private static string Imperative(string sentence, string pattern)
    {
        string first = sentence.Split(' ', 2)[0];
        return s_imperatives.Contains(first)
            ? pattern.Replace("{0}", char.ToLowerInvariant(sentence[0]) + sentence[1..], StringComparison.Ordinal)
            : sentence;
    }

    private static string Opening(string sentence, int which)
    {
        string[]? same = s_openings.FirstOrDefault(o => o.Any(opening => sentence.StartsWith(opening, StringComparison.Ordinal)));
        if (same is null)
        {
            return sentence;
        }

        int own = Array.FindIndex(same, opening => sentence.StartsWith(opening, StringComparison.Ordinal));
        return which < same.Length ? same[(own + which) % same.Length] + sentence[same[own].Length..] : sentence;
    }

    [GeneratedRegex(@"^\p{Lu}[^\n{}]*[.!?]\n", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
