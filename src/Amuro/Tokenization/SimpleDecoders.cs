namespace Amuro.Tokenization;

/// <summary>Joins all tokens to one.</summary>
internal sealed class FuseDecoder : TokenDecoder
{
    public override List<string> Apply(List<string> tokens) => [string.Concat(tokens)];
}

/// <summary>Takes up to so many characters off the ends of each token.</summary>
internal sealed class StripDecoder(string content, int start, int stop) : TokenDecoder
{
    public override List<string> Apply(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        int begin = 0;
        int end = token.Length;
        for (int i = 0; i < start && string.CompareOrdinal(token, begin, content, 0, content.Length) == 0 && begin < end; i++)
        {
            begin += content.Length;
        }

        for (int i = 0; i < stop && end - content.Length >= begin
            && string.CompareOrdinal(token, end - content.Length, content, 0, content.Length) == 0; i++)
        {
            end -= content.Length;
        }

        return token[begin..end];
    }
}

/// <summary>Replaces a pattern within each token.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : TokenDecoder
{
    public override List<string> Apply(List<string> tokens) =>
        tokens.ConvertAll(token => ReplaceNormalizer.Replace(pattern, content, token) ?? token);
}

/// <summary>Turns the visible blank into a blank; the first token loses it where one was put before the text.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool prepended) : TokenDecoder
{
    public override List<string> Apply(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        foreach (string token in tokens)
        {
            result.Add(result.Count == 0 && prepended
                ? token.Replace(replacement.ToString(), "", StringComparison.Ordinal)
                : token.Replace(replacement, ' '));
        }

        return result;
    }
}

/// <summary>Puts a blank before every token but the first, save for those that begin with a prefix, which they lose.</summary>
internal sealed class WordPieceDecoder(string prefix) : TokenDecoder
{
    public override List<string> Apply(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        foreach (string token in tokens)
        {
            result.Add(result.Count == 0 ? token
                : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
                : " " + token);
        }

        return result;
    }
}
