using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>The options that all analyses share. Immutable: every <c>With…</c> returns a changed copy.</summary>
/// <typeparam name="TSelf">The analysis.</typeparam>
/// <typeparam name="TReport">What it returns.</typeparam>
public abstract record SeededAnalyzer<TSelf, TReport>
    where TSelf : SeededAnalyzer<TSelf, TReport>
{
    private protected SeededAnalyzer()
    {
    }

    /// <summary>Error rate: intervals have the level 1 - alpha. Default 0.05.</summary>
    public double Alpha { get; private init; } = 0.05;

    /// <summary>Number of bootstrap resamples. Default 2,000.</summary>
    public int Resamples { get; private init; } = 2000;

    /// <summary>Seed of the resampling and of the split of the items into halves. Default 0.</summary>
    public long Seed { get; private init; }

    /// <summary>
    /// Smallest effect that matters, in units of the score: a finding is supported only if the effect reaches it, and not supported
    /// only if the interval lies below it. Default 0.02.
    /// </summary>
    public double MinimumEffect { get; private init; } = 0.02;

    /// <summary>
    /// Name of the prompt format analysed where the question is not about formats. Default null: the format <c>default</c>,
    /// or the first one seen.
    /// </summary>
    public string? Format { get; private init; }

    internal double Level => 1 - Alpha;

    /// <summary>Sets <see cref="Alpha"/>.</summary>
    /// <param name="alpha">Between 0 and 1.</param>
    public TSelf WithAlpha(double alpha) => (TSelf)(this with { Alpha = alpha });

    /// <summary>Sets <see cref="Resamples"/>.</summary>
    /// <param name="resamples">At least 100.</param>
    public TSelf WithResamples(int resamples) => (TSelf)(this with { Resamples = resamples });

    /// <summary>Sets <see cref="Seed"/>.</summary>
    /// <param name="seed">Any number.</param>
    public TSelf WithSeed(long seed) => (TSelf)(this with { Seed = seed });

    /// <summary>Sets <see cref="MinimumEffect"/>.</summary>
    /// <param name="minimumEffect">0 to 1.</param>
    public TSelf WithMinimumEffect(double minimumEffect) => (TSelf)(this with { MinimumEffect = minimumEffect });

    /// <summary>Sets <see cref="Format"/>.</summary>
    /// <param name="format">Name of a format; null for the default.</param>
    public TSelf WithFormat(string? format) => (TSelf)(this with { Format = format });

    /// <summary>Analyses the results of a study.</summary>
    /// <param name="results">Scores and, better, item records. Without item records the standard errors of the scores are used.</param>
    /// <returns>The rows and the finding; "not estimable" with the reason where the data are missing or too few.</returns>
    /// <exception cref="AmuroException">An option is out of range, or the results are of several model series or do not hold the format asked for.</exception>
    public TReport Analyze(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Check();
        return Analyze(ResultGrid.From(results, Format, Seed), results);
    }

    internal abstract TReport Analyze(ResultGrid grid, StudyResults results);

    private protected void Check()
    {
        string[] mistakes = [.. Mistakes()];
        if (mistakes.Length > 0)
        {
            throw new AmuroException($"{typeof(TSelf).Name}: {string.Join("; ", mistakes)}");
        }
    }

    private protected virtual IEnumerable<string> Mistakes()
    {
        if (!(Alpha > 0 && Alpha < 1))
        {
            yield return Invariant($"Alpha: expected between 0 and 1, found {Alpha}");
        }

        if (Resamples < 100)
        {
            yield return Invariant($"Resamples: expected at least 100, found {Resamples}");
        }

        if (!(MinimumEffect >= 0 && MinimumEffect <= 1))
        {
            yield return Invariant($"MinimumEffect: expected 0 to 1, found {MinimumEffect}");
        }
    }

    private protected static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    internal Estimate Estimate(IEnumerable<(Contrast Contrast, double Weight)> terms) =>
        ContrastBootstrap.Estimate([.. terms], Level, Resamples, Seed);

    internal Estimate MeanOf(IEnumerable<Contrast> contrasts)
    {
        Contrast[] all = [.. contrasts];
        return Estimate(all.Select(c => (c, 1.0 / all.Length)));
    }
}
