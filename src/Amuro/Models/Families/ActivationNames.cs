using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Names of activations in configs.</summary>
internal static class ActivationNames
{
    public static Activation? Find(string? name) => name switch
    {
        "silu" or "swish" => Activation.Silu,
        "gelu" => Activation.Gelu,
        "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" => Activation.GeluTanh,
        "relu" => Activation.Relu,
        _ => null,
    };

    /// <summary>Writes a name unless one of the same meaning is there.</summary>
    public static void Write(JsonObject json, string key, Activation activation)
    {
        if (json[key] is not JsonValue known || !known.TryGetValue(out string? name) || Find(name) != activation)
        {
            json[key] = activation switch
            {
                Activation.Silu => "silu",
                Activation.Gelu => "gelu",
                Activation.GeluTanh => "gelu_new",
                _ => "relu",
            };
        }
    }
}
