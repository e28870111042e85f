using System.Text.Json;

namespace Amuro.Tokenization;

/// <summary>The switches of a BPE model.</summary>
internal sealed record BpeOptions(bool Bytes, bool IgnoreMerges, bool FuseUnknown, bool ByteFallback, string? UnknownToken);

/// <summary>Reading of a BPE model.</summary>
internal sealed partial class BpeModel
{
    public static BpeModel ReadBpe(TokenizerJson json, bool bytes)
    {
        foreach (string name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (json.TextOrNull(name) is { Length: > 0 })
            {
                throw json.Get(name).Wrong("nothing (other values are not supported)");
            }
        }

        TokenizerJson dropout = json.Get("dropout");
        if (!dropout.IsNull && !(dropout.Element.ValueKind == JsonValueKind.Number && dropout.Element.GetDouble() == 0))
        {
            throw dropout.Wrong("nothing or 0 (encoding at random is not supported)");
        }

        Vocabulary vocabulary = Vocabulary.Read(json.Get("vocab"));
        var options = new BpeOptions(
            bytes,
            json.Flag("ignore_merges", false),
            json.Flag("fuse_unk", false),
            json.Flag("byte_fallback", false),
            json.TextOrNull("unk_token"));
        return new BpeModel(vocabulary, ReadMerges(json.Get("merges"), vocabulary), options);
    }

    private static MergeTable ReadMerges(TokenizerJson json, Vocabulary vocabulary)
    {
        json.Expect(JsonValueKind.Array);
        var table = new MergeTable(json.Element.GetArrayLength());
        int rank = 0;
        foreach (TokenizerJson merge in json.Items())
        {
            (string left, string right) = ReadPair(merge, out bool comment);
            if (comment)
            {
                continue;
            }

            int? first = vocabulary.Id(left);
            int? second = vocabulary.Id(right);
            int? result = vocabulary.Id(left + right);
            if (first is null || second is null || result is null)
            {
                throw merge.Wrong("a merge whose parts and result are in the vocabulary");
            }

            table.Set(first.Value, second.Value, rank++, result.Value);
        }

        return table;
    }

    private static (string Left, string Right) ReadPair(TokenizerJson merge, out bool comment)
    {
        comment = false;
        if (merge.Element.ValueKind == JsonValueKind.Array)
        {
            return merge.Element.GetArrayLength() == 2
                ? (merge.At(0).Text(), merge.At(1).Text())
                : throw merge.Wrong("two tokens");
        }

        string text = merge.Text();
        if (text.StartsWith("#version", StringComparison.Ordinal))
        {
            comment = true;
            return default;
        }

        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank >= 0 && text.IndexOf(' ', blank + 1) < 0
            ? (text[..blank], text[(blank + 1)..])
            : throw merge.Wrong("two tokens with one blank between them");
    }
}
