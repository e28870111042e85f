using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Amuro.Checkpoints.OlmoNative;

/// <summary>Gives the weights of the OLMo trainer their names in a Hugging Face folder; stacked ones are seen as their parts.</summary>
/// <remarks>Source: transformers' convert_olmo_weights_to_hf.py and convert_olmo2_weights_to_hf.py; OLMo's olmo/model.py.</remarks>
internal static partial class OlmoNames
{
    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["transformer.wte.weight"] = "model.embed_tokens.weight",
        ["transformer.ln_f.weight"] = "model.norm.weight",
        ["transformer.ff_out.weight"] = "lm_head.weight",
    };

    private static readonly Dictionary<string, string> InBlock = new(StringComparer.Ordinal)
    {
        ["attn_out"] = "self_attn.o_proj",
        ["ff_out"] = "mlp.down_proj",
        ["q_norm"] = "self_attn.q_norm",
        ["k_norm"] = "self_attn.k_norm",
        ["attn_norm"] = "post_attention_layernorm",
        ["ff_norm"] = "post_feedforward_layernorm",
    };

    /// <summary>All weights of the file. One of an unknown name keeps it, so that whoever loads the model can report it.</summary>
    public static IEnumerable<WeightPlace> Places(IWeightFile file, OlmoConfig config) =>
        file.Weights.Values.SelectMany(w => Places(file, config, w));

    private static IEnumerable<WeightPlace> Places(IWeightFile file, OlmoConfig config, WeightInfo stored)
    {
        if (Whole.TryGetValue(stored.Name, out string? whole))
        {
            return [new WeightPlace(stored with { Name = whole }, file, stored.Name, 0)];
        }

        Match match = BlockPattern().Match(stored.Name);
        if (!match.Success)
        {
            return [new WeightPlace(stored, file, stored.Name, 0)];
        }

        string layer = string.Create(CultureInfo.InvariantCulture, $"model.layers.{match.Groups[1].Value}.");
        long query = (long)config.Heads * config.HeadDim, key = (long)config.KeyValueHeads * config.HeadDim;
        string name = match.Groups[2].Value;
        return name switch
        {
            "att_proj" => Split(
                file, stored, (layer + "self_attn.q_proj", query), (layer + "self_attn.k_proj", key), (layer + "self_attn.v_proj", key)),
            // The second half goes through the activation.
            "ff_proj" => Split(
                file, stored, (layer + "mlp.up_proj", config.IntermediateSize), (layer + "mlp.gate_proj", config.IntermediateSize)),
            _ => [new WeightPlace(stored with { Name = InBlock.TryGetValue(name, out string? hub) ? $"{layer}{hub}.weight" : stored.Name }, file, stored.Name, 0)],
        };
    }

    private static IEnumerable<WeightPlace> Split(IWeightFile file, WeightInfo stored, params (string Name, long Rows)[] parts)
    {
        long rows = parts.Sum(p => p.Rows);
        if (stored.Shape.Length != 2 || stored.Shape[0] != rows)
        {
            throw new AmuroException(
                $"{file.Path}: weight {Pickle.Printable.Of(stored.Name)}: expected {rows} rows as {OlmoCheckpoint.ConfigName} says, found {stored.ShapeText}.");
        }

        long bytesOfRow = stored.Bytes / rows, first = 0;
        foreach ((string name, long count) in parts)
        {
            ImmutableArray<long> shape = [count, stored.Shape[1]];
            yield return new WeightPlace(new WeightInfo(name + ".weight", stored.Type, shape), file, stored.Name, first * bytesOfRow);
            first += count;
        }
    }

    [GeneratedRegex(@"^transformer\.blocks\.(0|[1-9][0-9]{0,6})\.([a-z_]+)\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex BlockPattern();
}
