using Amuro.Results;
using FsCheck;
using FsCheck.Fluent;

namespace Amuro.Tests.Results;

/// <summary>Random tables for the laws: any Unicode names (quotes and line breaks among them), any doubles.</summary>
public static class RandomTables
{
    private static readonly Gen<string> s_name = Gen.OneOf(
        Gen.Elements("", "rte", "a,b", "say \"yes\"", "two\nlines", "two\r\nlines", "\r", " blank ", "é ß İ ı 日本 😀", "=1+1", "NaN", "\"", "null"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => Valid(s.Get)));

    private static readonly Gen<double> s_double = Gen.OneOf(
        Gen.Elements(double.NaN, 0.0, -0.0, 0.1, 1.0 / 3.0, double.Epsilon, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, 1e-300, -1234567.891),
        ArbMap.Default.GeneratorFor<double>());

    public static Arbitrary<ScoreRow[]> Scores() => (
        from step in ArbMap.Default.GeneratorFor<long>()
        from stage in Gen.Elements(Enum.GetValues<Stage>())
        from split in Gen.Elements(Enum.GetValues<TaskRelation>())
        from names in s_name.ArrayOf(5)
        from whole in ArbMap.Default.GeneratorFor<int>().ArrayOf(3)
        from real in s_double.ArrayOf(4)
        select new ScoreRow
        {
            Step = step,
            Stage = stage,
            Split = split,
            TunedOn = names[0],
            Task = names[1],
            Format = names[2],
            Metric = names[3],
            Model = names[4],
            Shots = whole[0],
            Seed = whole[1],
            N = whole[2],
            Score = real[0],
            StandardError = real[1],
            Chance = real[2],
            Majority = real[3],
        }).ArrayOf().ToArbitrary();

    public static Arbitrary<ItemRecord[]> Items() => (
        from step in ArbMap.Default.GeneratorFor<long>()
        from stage in Gen.Elements(Enum.GetValues<Stage>())
        from split in Gen.Elements(Enum.GetValues<TaskRelation>())
        from names in s_name.ArrayOf(9)
        from whole in ArbMap.Default.GeneratorFor<int>().ArrayOf(4)
        from score in s_double
        from likelihoods in s_double.ArrayOf()
        from tokens in ArbMap.Default.GeneratorFor<int>().ArrayOf()
        from truncated in ArbMap.Default.GeneratorFor<bool>()
        select new ItemRecord
        {
            Step = step,
            Stage = stage,
            Split = split,
            TunedOn = names[0],
            Task = names[1],
            Format = names[2],
            Metric = names[3],
            Item = names[4],
            Cluster = names[5],
            Prediction = names[6],
            Gold = names[7],
            Model = names[8],
            Shots = whole[0],
            Seed = whole[1],
            Score = score,
            LogLikelihoods = likelihoods,
            ChoiceTokens = tokens,
            Truncated = truncated,
            DroppedTokens = whole[2],
            DroppedShots = whole[3],
        }).ArrayOf().ToArbitrary();

    private static string Valid(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
