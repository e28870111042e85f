using System.Security.Cryptography;
using System.Text.Json;

namespace Amuro.Runtime;

/// <summary>Names a result by what it was computed from: the SHA-256 of the inputs' JSON.</summary>
internal static class ContentHash
{
    /// <summary>Rises whenever the numerics of training or scoring change, so that no old result is taken for a new one.</summary>
    public const int NumericsVersion = 2;

    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Of(params object?[] inputs)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (object? input in inputs)
        {
            // The runtime type: a schedule, for one, is known by its own members.
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(input, input?.GetType() ?? typeof(object), s_options));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }
}
