namespace Amuro.Checkpoints.Hub;

/// <summary>An access token of the hub. It cannot be read back and never appears in a text, so no log or message can hold it.</summary>
public sealed class HubToken
{
    private HubToken(string value) => Value = value;

    internal string Value { get; }

    /// <summary>Takes a token.</summary>
    /// <param name="token">For example <c>hf_…</c>; white space around it is dropped.</param>
    /// <exception cref="AmuroException">It is empty or has characters that cannot stand in an HTTP header (it is not shown).</exception>
    public static HubToken Of(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        string trimmed = token.Trim();
        // Checked here because the framework's own error would quote the token.
        return trimmed.Length > 0 && !trimmed.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new HubToken(trimmed)
            : throw new AmuroException("hub token: expected printable ASCII characters without spaces, found something else (not shown).");
    }

    /// <summary>Takes a token.</summary>
    /// <param name="token">For example <c>hf_…</c>.</param>
    public static implicit operator HubToken(string token) => Of(token);

    /// <summary>Returns <c>(hidden)</c>.</summary>
    public override string ToString() => "(hidden)";
}
