using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Amuro.Checkpoints.Hub;

/// <summary>Whether a file is what its ETag says.</summary>
internal static class BlobDigest
{
    private const int Sha256Digits = 64;
    private const int Sha1Digits = 40;

    /// <summary>
    /// The digest of the file where the ETag is one (SHA-256 of large files, SHA-1 of the git blob of small ones), else null:
    /// mirrors have ETags of their own kind.
    /// </summary>
    public static async Task<string?> OfAsync(string path, string etag, CancellationToken cancellationToken)
    {
        if (!etag.All(char.IsAsciiHexDigitLower) || etag.Length is not (Sha256Digits or Sha1Digits))
        {
            return null;
        }

        await using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.SequentialScan | FileOptions.Asynchronous);
        using var hash = IncrementalHash.CreateHash(etag.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (etag.Length == Sha1Digits)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        }

        byte[] buffer = new byte[1 << 20];
        for (int n; (n = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            hash.AppendData(buffer, 0, n);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
