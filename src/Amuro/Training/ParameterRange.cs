using System.IO.Enumeration;
using Amuro.Models;

namespace Amuro.Training;

/// <summary>Neighbouring elements of the flat parameters that are trained, and decay alike.</summary>
/// <param name="Offset">First element.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Decays">Whether they get weight decay.</param>
internal readonly record struct ParameterRange(long Offset, long Count, bool Decays)
{
    /// <summary>What a recipe trains of these parameters, in order of their place; neighbours that decay alike are one range.</summary>
    public static IReadOnlyList<ParameterRange> Of(ParameterBuffer parameters, TrainingRecipe recipe)
    {
        List<ParameterRange> ranges = [];
        foreach (ParameterBlock block in parameters.Blocks)
        {
            bool decays = block.Decays
                || (recipe.WeightDecayScope == WeightDecayScope.AllButBiases && block.FirstValues != FirstValues.Zeros);
            foreach ((string name, long[] shape) in block.Parts)
            {
                if (IsFrozen(recipe, name))
                {
                    continue;
                }

                long offset = parameters.PlaceOf(name).Offset, count = ParameterBuffer.Elements(shape);
                if (ranges.Count > 0 && ranges[^1].Decays == decays && ranges[^1].Offset + ranges[^1].Count == offset)
                {
                    ranges[^1] = ranges[^1] with { Count = ranges[^1].Count + count };
                }
                else
                {
                    ranges.Add(new ParameterRange(offset, count, decays));
                }
            }
        }

        return ranges;
    }

    /// <summary>Whether a parameter matches one of the recipe's frozen patterns.</summary>
    public static bool IsFrozen(TrainingRecipe recipe, string name) => recipe.Frozen.Any(pattern => Matches(pattern, name));

    /// <summary>Whether a name matches a pattern in which <c>*</c> stands for any text.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
