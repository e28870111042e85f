using Amuro.Models.Families;

namespace Amuro.Models;

/// <summary>Says what is wrong with the values of a config.</summary>
internal static class DecoderConfigCheck
{
    public static IEnumerable<string> Problems(DecoderConfig config)
    {
        string[] sizes = [.. Sizes(config)];
        ModelFamily? family = ModelFamily.Find(config.Family);
        IEnumerable<string> ofFamily = family is null
            ? [$"Family: expected one of {ModelFamily.KnownNames}, found \"{config.Family}\""]
            : sizes.Length > 0 ? [] : [.. OfFamily(config, family), .. Heads(config, family)];
        return [.. sizes, .. ofFamily, .. Numbers(config)];
    }

    private static IEnumerable<string> Sizes(DecoderConfig config)
    {
        (string Name, int Value)[] sizes =
        [
            ("VocabularySize", config.VocabularySize), ("HiddenSize", config.HiddenSize), ("Layers", config.Layers), ("Heads", config.Heads),
            ("IntermediateSize", config.IntermediateSize), ("KeyValueHeads", config.KeyValueHeads), ("HeadDim", config.HeadDim),
            ("MaxPositions", config.MaxPositions), ("SlidingWindow", config.SlidingWindow ?? 1),
        ];
        return sizes.Where(s => s.Value <= 0)
            .Select(s => FormattableString.Invariant($"{s.Name}: expected at least 1, found {s.Value}"));
    }

    private static IEnumerable<string> Heads(DecoderConfig config, ModelFamily family)
    {
        if (config.Heads % config.KeyValueHeads != 0)
        {
            yield return FormattableString.Invariant(
                $"KeyValueHeads: expected a divisor of Heads ({config.Heads}), found {config.KeyValueHeads}");
        }

        if (!family.Traits.LearnedPositions && (config.RotaryDimension <= 0 || config.RotaryDimension % 2 != 0 || config.RotaryShare > 1))
        {
            yield return FormattableString.Invariant(
                $"HeadDim x RotaryShare: expected an even number up to HeadDim, found {config.HeadDim} x {config.RotaryShare}");
        }

        if (config.SlidingLayers is { Layers.Count: > 0 } sliding && sliding.Layers[^1] >= config.Layers)
        {
            yield return FormattableString.Invariant($"SlidingLayers: expected layers below {config.Layers}, found {sliding}");
        }
    }

    /// <summary>An option that the family does not have would be lost on saving.</summary>
    private static IEnumerable<string> OfFamily(DecoderConfig config, ModelFamily family) =>
        Options(family.Fixed(config)).Zip(Options(config))
            .Where(pair => !Equals(pair.First.Value, pair.Second.Value))
            .Select(pair => FormattableString.Invariant(
                $"{pair.First.Name}: expected {pair.First.Value ?? "none"} in family {config.Family}, found {pair.Second.Value ?? "none"}"));

    private static (string Name, object? Value)[] Options(DecoderConfig config) =>
    [
        ("KeyValueHeads", config.KeyValueHeads), ("HeadDim", config.HeadDim), ("NormEpsilon", config.NormEpsilon),
        ("RopeTheta", config.RopeTheta), ("RopeScaling", config.RopeScaling), ("RotaryShare", config.RotaryShare),
        ("SlidingWindow", config.SlidingWindow), ("SlidingLayers", config.SlidingLayers),
        ("SlidingRopeTheta", config.SlidingRopeTheta), ("SlidingRopeScaling", config.SlidingRopeScaling),
        ("AttentionBias", config.AttentionBias), ("AttentionOutputBias", config.AttentionOutputBias), ("MlpBias", config.MlpBias),
        ("Activation", config.Activation), ("ClipQueryKeyValue", config.ClipQueryKeyValue), ("ParallelResidual", config.ParallelResidual),
    ];

    private static IEnumerable<string> Numbers(DecoderConfig config)
    {
        (string Name, double Value)[] positive =
        [
            ("NormEpsilon", config.NormEpsilon), ("RopeTheta", config.RopeTheta), ("SlidingRopeTheta", config.SlidingRopeTheta ?? 1),
            ("ClipQueryKeyValue", config.ClipQueryKeyValue ?? 1),
        ];
        foreach ((string name, double value) in positive.Where(p => !(p.Value > 0)))
        {
            yield return FormattableString.Invariant($"{name}: expected a number above 0, found {value}");
        }

        if (!(config.InitializerRange >= 0))
        {
            yield return FormattableString.Invariant($"InitializerRange: expected a number of at least 0, found {config.InitializerRange}");
        }

        foreach (string problem in (config.RopeScaling?.Problems() ?? []).Concat(config.SlidingRopeScaling?.Problems() ?? []))
        {
            yield return problem;
        }
    }
}
