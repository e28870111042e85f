namespace Amuro.Benchmarks.Training;

/// <summary>The figures of one workload in one number format, all taken in one process.</summary>
/// <param name="MmGigaFlops">Rate of <c>torch.mm</c> in this format.</param>
/// <param name="OneDnnGigaFlops">Rate of oneDNN's matrix multiplication in this format.</param>
/// <param name="NaiveTokens">Real tokens per second of the naive loop, the median of the repetitions.</param>
/// <param name="AmuroTokens">Real tokens per second of Amuro's loop, the median of the repetitions.</param>
/// <param name="NaiveRepetitions">Each repetition.</param>
/// <param name="AmuroRepetitions">Each repetition, taken in turn with the naive ones.</param>
internal sealed record TableRow(
    string Workload,
    string Precision,
    long Tokens,
    long Labels,
    double Padding,
    double GigaFlop,
    double MmGigaFlops,
    double OneDnnGigaFlops,
    double NaiveTokens,
    double AmuroTokens,
    IReadOnlyList<double> NaiveRepetitions,
    IReadOnlyList<double> AmuroRepetitions)
{
    public double Ratio => AmuroTokens / NaiveTokens;

    public double AmuroGigaFlops => GigaFlop / Tokens * AmuroTokens;

    public double NaiveShareOfMm => GigaFlop / Tokens * NaiveTokens / MmGigaFlops;

    public double ShareOfMm => AmuroGigaFlops / MmGigaFlops;

    public double ShareOfOneDnn => AmuroGigaFlops / OneDnnGigaFlops;
}
