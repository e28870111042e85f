using System.Text;

namespace Amuro.Tokenization;

/// <summary>Joins the bytes of all tokens and decodes them at once.</summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    public override List<string> Apply(List<string> tokens) =>
        [Encoding.UTF8.GetString([.. tokens.SelectMany(ByteAlphabet.ToBytes)])];
}

/// <summary>Turns runs of tokens such as &lt;0x41&gt; into text; a run that is not UTF-8 gives U+FFFD for each of its tokens.</summary>
internal sealed class ByteFallbackDecoder : TokenDecoder
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override List<string> Apply(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        var run = new List<byte>();
        foreach (string token in tokens)
        {
            if (token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
                && byte.TryParse(token.AsSpan(3, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out byte value))
            {
                run.Add(value);
                continue;
            }

            Flush(run, result);
            result.Add(token);
        }

        Flush(run, result);
        return result;
    }

    private static void Flush(List<byte> run, List<string> result)
    {
        if (run.Count == 0)
        {
            return;
        }

        try
        {
            result.Add(Strict.GetString([.. run]));
        }
        catch (DecoderFallbackException)
        {
            result.AddRange(Enumerable.Repeat("\uFFFD", run.Count));
        }

        run.Clear();
    }
}
