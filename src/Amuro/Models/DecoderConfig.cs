using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models.Families;

namespace Amuro.Models;

/// <summary>Shape and constants of a decoder, whatever family it is of.</summary>
/// <remarks>Defaults are those of a new model; what a <c>config.json</c> leaves out takes the defaults of its family.</remarks>
public sealed record DecoderConfig
{
    /// <summary>The family, <c>model_type</c> of <c>config.json</c>. Default <c>llama</c>.</summary>
    public string Family { get; init; } = "llama";

    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the gated layer.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Key and value heads; each serves <see cref="Heads"/> / this many query heads. Default: <see cref="Heads"/>.</summary>
    public int KeyValueHeads
    {
        get => field == 0 ? Heads : field;
        init;
    }

    /// <summary>Width of a head. Default: <see cref="HiddenSize"/> / <see cref="Heads"/>.</summary>
    public int HeadDim
    {
        get => field == 0 && Heads > 0 ? HiddenSize / Heads : field;
        init;
    }

    /// <summary>Longest sequence in tokens. Default 2048.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Added to the mean square in norms. Default 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Base of the rotary frequencies. Default 10000.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Scaling of the rotary frequencies. Default: none.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether the output matrix is the embedding. Default false.</summary>
    public bool TieEmbeddings { get; init; }

    /// <summary>Whether q, k, v and o have biases. Default false.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether gate, up and down have biases. Default false.</summary>
    public bool MlpBias { get; init; }

    /// <summary>Standard deviation of the first weights. Default 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>The padding token: its embedding gets no gradient from the input side. Default: none.</summary>
    public int? PadId { get; init; }

    /// <summary>The token that begins a text. Default: none.</summary>
    public int? BosId { get; init; }

    /// <summary>The token that ends a text. Default: none.</summary>
    public int? EosId { get; init; }

    /// <summary>The file this was read from, as text, so that keys unknown here survive saving.</summary>
    internal string? SourceJson { get; init; }

    /// <summary>Reads a <c>config.json</c> in the spelling of transformers 4 or 5.</summary>
    /// <param name="configJsonPath">The file.</param>
    /// <exception cref="AmuroException">The family is unknown, or values are missing or impossible; all problems in one message.</exception>
    public static DecoderConfig Read(string configJsonPath)
    {
        ArgumentNullException.ThrowIfNull(configJsonPath);
        JsonElement root = JsonFile.Read(configJsonPath);
        var reader = new ConfigReader(root);
        string type = reader.Text("model_type") ?? "";
        ModelFamily? family = ModelFamily.Find(type);
        if (family is null)
        {
            throw new AmuroException(
                $"{configJsonPath}: model_type: expected one of {ModelFamily.KnownNames}, found \"{type}\".");
        }

        DecoderConfig config = family.Read(reader) with { Family = type, SourceJson = root.GetRawText() };
        string[] problems = [.. reader.Problems, .. reader.Problems.Count == 0 ? config.Problems() : []];
        return problems.Length == 0
            ? config
            : throw new AmuroException($"{configJsonPath}: {string.Join("; ", problems)}.");
    }

    /// <summary>What is wrong with the values; empty if nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        (string Name, int Value)[] sizes =
        [
            ("VocabularySize", VocabularySize), ("HiddenSize", HiddenSize), ("Layers", Layers), ("Heads", Heads),
            ("IntermediateSize", IntermediateSize), ("KeyValueHeads", KeyValueHeads), ("HeadDim", HeadDim), ("MaxPositions", MaxPositions),
        ];
        bool sound = true;
        foreach ((string name, int value) in sizes.Where(s => s.Value <= 0))
        {
            sound = false;
            yield return FormattableString.Invariant($"{name}: expected at least 1, found {value}");
        }

        if (ModelFamily.Find(Family) is null)
        {
            yield return $"Family: expected one of {ModelFamily.KnownNames}, found \"{Family}\"";
        }

        if (sound && Heads % KeyValueHeads != 0)
        {
            yield return FormattableString.Invariant($"KeyValueHeads: expected a divisor of Heads ({Heads}), found {KeyValueHeads}");
        }

        if (sound && HeadDim % 2 != 0)
        {
            yield return FormattableString.Invariant($"HeadDim: expected an even number, found {HeadDim}");
        }

        if (!(NormEpsilon > 0))
        {
            yield return FormattableString.Invariant($"NormEpsilon: expected a number above 0, found {NormEpsilon}");
        }

        if (!(RopeTheta > 0))
        {
            yield return FormattableString.Invariant($"RopeTheta: expected a number above 0, found {RopeTheta}");
        }

        if (!(InitializerRange >= 0))
        {
            yield return FormattableString.Invariant($"InitializerRange: expected a number of at least 0, found {InitializerRange}");
        }

        foreach (string problem in RopeScaling?.Problems() ?? [])
        {
            yield return problem;
        }
    }
}
