using Amuro.Runtime;

namespace Amuro.Tasks;

/// <summary>
/// Draws prompt formats that mean the same as given ones: other instructions, names of fields, their case, separators, line
/// breaks, lists of the choices and their order (the grammar of FormatSpread, Sclar et al. 2023, arXiv 2310.11324).
/// </summary>
/// <remarks>
/// The choices themselves, what is scored, and what a field holds are never changed. The first variants of a format change one
/// thing each, the later ones two or three; the name says which, such as <c>default/case-upper+join-bars</c>.
/// </remarks>
public sealed record PromptVariants
{
    private const int AttemptsPerVariant = 200;

    /// <summary>Ten variants, seed 0.</summary>
    public static PromptVariants Default { get; } = new();

    /// <summary>Number of variants. Default 10.</summary>
    public int Count { get; private init; } = 10;

    /// <summary>Another seed draws other variants. Default 0.</summary>
    public int Seed { get; private init; }

    /// <summary>A copy with another <see cref="Count"/>.</summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="AmuroException">Below 1.</exception>
    public PromptVariants WithCount(int count) => count >= 1
        ? this with { Count = count }
        : throw new AmuroException(FormattableString.Invariant($"PromptVariants.Count: expected 1 or more, found {count}"));

    /// <summary>A copy with another <see cref="Seed"/>.</summary>
    /// <param name="seed">Any number.</param>
    public PromptVariants WithSeed(int seed) => this with { Seed = seed };

    /// <summary>Variants of a task's own formats in turn.</summary>
    /// <param name="task">The task. Choices are only listed in multiple-choice tasks in which the choices of each item differ.</param>
    /// <returns>As many formats as <see cref="Count"/>. No two, and none and an own one, give the same prompt for any item of the task.</returns>
    /// <exception cref="AmuroException">A format does not fit the items, or there are not so many different variants.</exception>
    public IReadOnlyList<PromptFormat> Of(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        IReadOnlyList<Example> items = task.Evaluation.Count > 0 ? task.Evaluation : task.Training;
        bool choices = task.Kind == TaskKind.MultipleChoice && items.Count > 0 && items.Concat(task.ShotPool).All(CanBeListed);
        return Draw($"task '{task.Name}'", task.Formats, items, choices);
    }

    /// <summary>A task with variants of its formats after its own ones.</summary>
    /// <param name="task">The task.</param>
    /// <returns>A changed copy; it is still fine-tuned on in its first format.</returns>
    /// <inheritdoc cref="Of(TaskDefinition)" path="/exception"/>
    public TaskDefinition AddTo(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task with { Formats = [.. task.Formats, .. Of(task)] };
    }

    /// <summary>Variants of one format, without regard to any items; no choices are listed.</summary>
    /// <param name="format">The format.</param>
    /// <returns>As many formats as <see cref="Count"/>, with different templates.</returns>
    /// <exception cref="AmuroException">There are not so many different variants.</exception>
    public IReadOnlyList<PromptFormat> Of(PromptFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Draw($"prompt format '{format.Name}'", [format], [], choices: false);
    }

    private List<PromptFormat> Draw(string of, IReadOnlyList<PromptFormat> formats, IReadOnlyList<Example> items, bool choices)
    {
        var seen = new SeenPrompts(items);
        foreach (PromptFormat format in formats)
        {
            seen.Add(format);
        }

        ulong state = (ulong)Seed;
        IReadOnlyList<PromptChange>[] axes = [.. PromptGrammar.Axes(choices, Seed).Where(a => a.Count > 0)];
        int[][] orders = [.. formats.Select(_ => Shuffled(axes.Length, ref state))];
        var found = new List<PromptFormat>();
        var names = new HashSet<string>(formats.Select(f => f.Name), StringComparer.Ordinal);
        for (int attempt = 0; found.Count < Count && attempt < AttemptsPerVariant * Count && formats.Count > 0; attempt++)
        {
            // Each format takes one axis after the other by itself before it combines them.
            int turn = attempt / formats.Count;
            int more = turn < axes.Length ? 0 : 1 + Next(2, ref state);
            int[] chosen = [orders[attempt % formats.Count][turn % axes.Length], .. Enumerable.Range(0, more).Select(_ => Next(axes.Length, ref state))];
            if (Changed(formats[attempt % formats.Count], axes, chosen, ref state) is { } variant && !names.Contains(variant.Name) && seen.Add(variant))
            {
                names.Add(variant.Name);
                found.Add(variant);
            }
        }

        return found.Count == Count
            ? found
            : throw new AmuroException(FormattableString.Invariant($"{of}, PromptVariants.Count: expected a number of variants that there are, found {Count} where {found.Count} different ones could be made"));
    }

    // Null where a change has nothing to change: the name would promise what is not there.
    private static PromptFormat? Changed(PromptFormat format, IReadOnlyList<PromptChange>[] axes, int[] chosen, ref ulong state)
    {
        PromptFormat changed = format;
        var names = new List<string>();
        foreach (int axis in chosen.Distinct().Order())
        {
            PromptFormat from = changed;
            (string Name, PromptFormat To)[] possible = [.. axes[axis].Select(c => (c.Name, c.Apply(from))).Where(c => c.Item2 != from)];
            if (possible.Length == 0)
            {
                return null;
            }

            (string name, changed) = possible[Next(possible.Length, ref state)];
            names.Add(name);
        }

        return changed with { Name = $"{format.Name}/{string.Join('+', names)}" };
    }

    private static bool CanBeListed(Example item) => item.Choices.Count >= 2
        && item.Choices.Distinct(StringComparer.Ordinal).Count() == item.Choices.Count
        && !item.Choices.Any(c => c.Contains('\n', StringComparison.Ordinal));

    private static int[] Shuffled(int count, ref ulong state)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Next(i + 1, ref state);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static int Next(int exclusive, ref ulong state) => (int)(SplitMix.Next(ref state) % (ulong)exclusive);

    /// <summary>The prompts that there are already, by item; without items, the templates.</summary>
    private sealed class SeenPrompts(IReadOnlyList<Example> items)
    {
        private readonly HashSet<string>[] _seen = [.. Enumerable.Range(0, Math.Max(1, items.Count)).Select(_ => new HashSet<string>(StringComparer.Ordinal))];

        /// <summary>Adds the prompts of a format; false, and nothing is added, where an item has one of them already.</summary>
        public bool Add(PromptFormat format)
        {
            string[] prompts = items.Count == 0 ? [format.Preamble + format.Template] : [.. items.Select(i => format.RenderPrompt(i))];
            for (int i = 0; i < prompts.Length; i++)
            {
                if (_seen[i].Contains(prompts[i]))
                {
                    return false;
                }
            }

            for (int i = 0; i < prompts.Length; i++)
            {
                _seen[i].Add(prompts[i]);
            }

            return true;
        }
    }
}
