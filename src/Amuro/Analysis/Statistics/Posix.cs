namespace Amuro.Analysis.Statistics;

/// <summary>
/// POSIX, the prompt sensitivity index of Chatterjee et al. 2024 (arXiv 2410.02185): how far the log-likelihood, per token, of
/// the answer given to one prompt moves when the other prompts of the same meaning stand before it. 0: not at all.
/// </summary>
/// <remarks>The formula of the paper. The authors' published code compares two answers under one prompt and divides by the maximal length.</remarks>
public static class Posix
{
    /// <summary>psi of one item: mean over ordered pairs of different prompts of |L(i, j) - L(j, j)| / tokens(j); NaN with fewer than two prompts.</summary>
    /// <param name="logLikelihoods">[i][j] natural-log likelihood, under prompt i, of the answer given to prompt j.</param>
    /// <param name="tokens">Number of tokens of the answer given to each prompt, at least 1.</param>
    /// <exception cref="ArgumentException">The table is not square, or not as large as <paramref name="tokens"/>, or a number of tokens is below 1.</exception>
    public static double OfItem(IReadOnlyList<IReadOnlyList<double>> logLikelihoods, IReadOnlyList<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(logLikelihoods);
        ArgumentNullException.ThrowIfNull(tokens);
        int n = tokens.Count;
        if (logLikelihoods.Count != n || logLikelihoods.Any(row => row.Count != n) || tokens.Any(t => t < 1))
        {
            throw new ArgumentException($"Expected {n} x {n} log-likelihoods and numbers of tokens of at least 1.", nameof(logLikelihoods));
        }

        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                sum += Math.Abs(logLikelihoods[i][j] - logLikelihoods[j][j]) / tokens[j];
            }
        }

        return n < 2 ? double.NaN : sum / (n * (n - 1.0));
    }

    /// <summary>Mean of <see cref="OfItem"/> over the items; NaN without items.</summary>
    /// <param name="items">Log-likelihoods and numbers of tokens of each item.</param>
    /// <inheritdoc cref="OfItem" path="/exception"/>
    public static double Of(IReadOnlyList<(IReadOnlyList<IReadOnlyList<double>> LogLikelihoods, IReadOnlyList<int> Tokens)> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count == 0 ? double.NaN : items.Average(i => OfItem(i.LogLikelihoods, i.Tokens));
    }
}
