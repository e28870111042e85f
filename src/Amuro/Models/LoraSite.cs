namespace Amuro.Models;

/// <summary>The adapted layers in one stacked matrix.</summary>
/// <param name="Index">Number of the place in the adapter.</param>
/// <param name="Rank">Rank of every layer.</param>
/// <param name="Modules">The layers, in the order of their outputs.</param>
internal sealed record LoraSite(int Index, int Rank, IReadOnlyList<LoraModule> Modules)
{
    public const string SuffixA = ".lora_A.weight", SuffixB = ".lora_B.weight", SuffixMagnitude = ".lora_magnitude_vector";

    /// <summary>
    /// The parameters of the place. All of them decay, the magnitudes too: Hugging Face's Trainer goes by names, and theirs are
    /// not among those it spares.
    /// </summary>
    public IEnumerable<ParameterBlock> Blocks(bool magnitudes)
    {
        yield return ParameterBlock.Matrix(Role.LoraA, Index, [.. Modules.Select(m => (m.Name + SuffixA, (long)Rank, m.Inputs))]);
        yield return ParameterBlock.Matrix(Role.LoraB, Index, [.. Modules.Select(m => (m.Name + SuffixB, m.Outputs, (long)Rank))]);
        if (magnitudes)
        {
            yield return new ParameterBlock(
                Role.LoraMagnitude, Index, FirstValues.Ones, true, [.. Modules.Select(m => (m.Name + SuffixMagnitude, new[] { m.Outputs }))]);
        }
    }
}
