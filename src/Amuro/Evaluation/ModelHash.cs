using System.Security.Cryptography;
using System.Text;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Evaluation;

/// <summary>A model in one hash: every bit of its weights as they are in memory, and its shape and constants.</summary>
/// <remarks>What is hashed is what computes: no change of a file, and no training, can leave the hash as it was.</remarks>
internal static class ModelHash
{
    private const long Piece = 1 << 24;

    public static string Of(DecoderModel model)
    {
        using IDisposable none = no_grad();
        Tensor flat = model.Parameters.Flat;
        long length = flat.numel();
        var pieces = new byte[(int)((length + Piece - 1) / Piece)][];
        Parallel.For(0, pieces.Length, i =>
        {
            // Dispose scopes belong to threads.
            using DisposeScope scope = NewDisposeScope();
            Tensor piece = flat.narrow(0, i * Piece, Math.Min(Piece, length - (i * Piece))).cpu();
            pieces[i] = SHA256.HashData(piece.bytes);
        });

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{model.Config}|{model.Type}|{length}")));
        foreach (byte[] piece in pieces)
        {
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
