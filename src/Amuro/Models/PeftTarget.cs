using Amuro.Checkpoints;

namespace Amuro.Models;

/// <summary>One adapted layer: A [rank, in], B [out, rank] and, for DoRA, the magnitudes [out].</summary>
internal sealed record PeftTarget(string Module, WeightInfo A, WeightInfo B, WeightInfo? Magnitude)
{
    public const string Prefix = "base_model.model.";
    private const string SuffixA = LoraSite.SuffixA, SuffixB = LoraSite.SuffixB, SuffixMagnitude = LoraSite.SuffixMagnitude;

    public string WeightName => Module + ".weight";

    public int Rank => (int)A.Shape[0];

    public long Parameters => A.Elements + B.Elements + (Magnitude?.Elements ?? 0);

    /// <summary>The layers of an adapter's file, in order of names; everything in the file must belong to one.</summary>
    public static IReadOnlyList<PeftTarget> In(IWeightFile file, PeftOptions options)
    {
        var problems = new List<string>();
        var modules = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string name in file.Weights.Keys.Order(StringComparer.Ordinal))
        {
            if (ModuleOf(name) is { } module)
            {
                modules.Add(module);
            }
            else
            {
                problems.Add($"{name}: expected {Prefix}…{SuffixA}, {SuffixB} or {SuffixMagnitude}");
            }
        }

        if (modules.Count == 0)
        {
            problems.Add("expected at least one adapted layer, found none");
        }

        PeftTarget[] targets = [.. modules.Select(m => Find(file, options, m, problems)).OfType<PeftTarget>()];
        return problems.Count == 0 ? targets : throw new AmuroException($"{file.Path}: {Some(problems)}.");
    }

    /// <summary>Why it does not fit a model, or null.</summary>
    public string? Problem(DecoderModel model, PeftOptions options)
    {
        if (!model.Parameters.Names.Contains(WeightName))
        {
            return $"{WeightName}: expected a matrix of the model, found none of that name";
        }

        long[] found = [B.Shape[0], A.Shape[1]];
        IReadOnlyList<long> shape = model.Parameters.PlaceOf(WeightName).Shape;
        long[] expected = options.InputFirst ? [.. shape.Reverse()] : [.. shape];
        return expected.SequenceEqual(found)
            ? null
            : $"{WeightName}: expected a change of {WeightInfo.Describe(expected)}, found {WeightInfo.Describe(found)}";
    }

    private static PeftTarget? Find(IWeightFile file, PeftOptions options, string module, List<string> problems)
    {
        int before = problems.Count;
        WeightInfo? Get(string suffix, bool wanted, int dimensions)
        {
            string name = Prefix + module + suffix;
            WeightInfo? info = file.Weights.GetValueOrDefault(name);
            if ((info is not null) != wanted)
            {
                problems.Add($"{name}: expected {(wanted ? "it, found none" : "none without use_dora, found one")}");
            }
            else if (info is not null && (info.Shape.Length != dimensions || info.Shape.Contains(0) || info.Bytes > int.MaxValue))
            {
                problems.Add(FormattableString.Invariant($"{name}: expected {dimensions} dimensions, found {info.ShapeText}"));
            }
            else if (info is not null && WeightLoader.TypeOf(info.Type) is null)
            {
                problems.Add($"{name}: expected floating-point numbers, found {info.Type}");
            }

            return info;
        }

        WeightInfo? a = Get(SuffixA, true, 2), b = Get(SuffixB, true, 2), magnitude = Get(SuffixMagnitude, options.Magnitudes, 1);
        if (problems.Count > before)
        {
            return null;
        }

        int rank = options.RankOf(module);
        if (a!.Shape[0] != rank || b!.Shape[1] != rank)
        {
            problems.Add(FormattableString.Invariant($"{module}: expected the rank {rank}, found A {a.ShapeText} and B {b!.ShapeText}"));
        }
        else if (magnitude is not null && magnitude.Shape[0] != b.Shape[0])
        {
            problems.Add(FormattableString.Invariant($"{module}: expected {b.Shape[0]} magnitudes, found {magnitude.Shape[0]}"));
        }

        return problems.Count > before ? null : new PeftTarget(module, a, b!, magnitude);
    }

    private static string? ModuleOf(string name)
    {
        string? suffix = ((string[])[SuffixA, SuffixB, SuffixMagnitude]).FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal));
        return suffix is not null && name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length + suffix.Length
            ? name[Prefix.Length..^suffix.Length]
            : null;
    }

    private static string Some(List<string> problems) =>
        string.Join("; ", problems.Take(20)) + (problems.Count > 20 ? FormattableString.Invariant($"; and {problems.Count - 20} more") : "");
}
