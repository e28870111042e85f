namespace Amuro.Analysis.Statistics;

/// <summary>A statistic of items that were drawn from all items, with replacement.</summary>
/// <param name="drawn">Indices of the drawn items; an item may be there several times or not at all.</param>
/// <returns>The statistic; <see cref="double.NaN"/> where it does not exist for this draw.</returns>
/// <remarks>It is called from several threads at once, and its span is used again for the next draw.</remarks>
public delegate double ResampleStatistic(ReadOnlySpan<int> drawn);
