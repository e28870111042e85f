using Amuro.Models.Families;

namespace Amuro.Models;

/// <summary>A linear layer of the blocks that can be adapted: rows of one of the stacked matrices.</summary>
/// <param name="Name">As in files, without <c>.weight</c>.</param>
/// <param name="Role">The matrix.</param>
/// <param name="Layer">Its layer.</param>
/// <param name="Start">First output of the matrix that is this layer's.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="Inputs">Number of inputs.</param>
internal sealed record LoraModule(string Name, Role Role, int Layer, long Start, long Outputs, long Inputs)
{
    private const string Suffix = ".weight";

    /// <summary>The last part of the name, for example <c>q_proj</c>.</summary>
    public string LastPart => Name[(Name.LastIndexOf('.') + 1)..];

    public string WeightName => Name + Suffix;

    /// <summary>Every linear layer of the blocks, in the order of the model.</summary>
    public static IReadOnlyList<LoraModule> AllOf(DecoderConfig config)
    {
        ModelFamily family = ModelFamily.Of(config);
        List<LoraModule> modules = [];
        foreach (ParameterBlock block in family.Blocks(config).Where(b => IsLinear(b.Role)))
        {
            long start = 0;
            foreach ((string name, long[] shape) in block.Parts)
            {
                (long outputs, long inputs) = family.Traits.InputFirst ? (shape[1], shape[0]) : (shape[0], shape[1]);
                modules.Add(new LoraModule(name[..^Suffix.Length], block.Role, block.Layer, start, outputs, inputs));
                start += outputs;
            }
        }

        return modules;
    }

    /// <summary>Whether a target names this layer, as PEFT's <c>target_modules</c> do: its whole name or the end of it.</summary>
    public bool Fits(string target) => Name == target || Name.EndsWith("." + target, StringComparison.Ordinal);

    private static bool IsLinear(Role role) => role is Role.QueryKeyValue or Role.AttentionOutput or Role.GateUp or Role.Down;
}
