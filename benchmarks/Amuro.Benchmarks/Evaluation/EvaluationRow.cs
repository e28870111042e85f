namespace Amuro.Benchmarks.Evaluation;

/// <summary>The figures of one workload, all taken in one process.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Items">Items scored in a repetition.</param>
/// <param name="MmGigaFlops">Rate of <c>torch.mm</c> in float32.</param>
/// <param name="OneDnnGigaFlops">Rate of oneDNN's matrix multiplication.</param>
/// <param name="PlainTokens">Tokens that the plain loop feeds, padding included.</param>
/// <param name="AmuroTokens">Tokens that Amuro feeds.</param>
/// <param name="PlainGigaFlop">Operations of the plain loop's linear layers.</param>
/// <param name="AmuroGigaFlop">Operations of Amuro's linear layers.</param>
/// <param name="PlainItems">Items per second of the plain loop, the median of the repetitions.</param>
/// <param name="AmuroItems">Items per second of Amuro, the median of the repetitions.</param>
/// <param name="PlainRepetitions">Each repetition.</param>
/// <param name="AmuroRepetitions">Each repetition, taken in turn with the plain ones.</param>
internal sealed record EvaluationRow(
    string Workload,
    int Items,
    double MmGigaFlops,
    double OneDnnGigaFlops,
    long PlainTokens,
    long AmuroTokens,
    double PlainGigaFlop,
    double AmuroGigaFlop,
    double PlainItems,
    double AmuroItems,
    IReadOnlyList<double> PlainRepetitions,
    IReadOnlyList<double> AmuroRepetitions)
{
    public double Ratio => AmuroItems / PlainItems;

    public double PlainShareOfMm => PlainGigaFlop / Items * PlainItems / MmGigaFlops;

    public double AmuroShareOfMm => AmuroGigaFlop / Items * AmuroItems / MmGigaFlops;

    public double AmuroShareOfOneDnn => AmuroGigaFlop / Items * AmuroItems / OneDnnGigaFlops;
}
