using System.Text.Json;

namespace Amuro.Tokenization;

/// <summary>Writes the files of a word-level tokenizer with parts that the reference library reads alike.</summary>
internal static class WordLevelFile
{
    private const string Pad = "<pad>";
    private const string Eos = "<eos>";
    private const string Unknown = "<unk>";
    private const string Newline = "\n";

    public static TokenizerFiles Create(IEnumerable<string> words)
    {
        var tokens = new List<string> { Pad, Eos, Unknown, Newline };
        var seen = new HashSet<string>(tokens, StringComparer.Ordinal);
        foreach (string word in words)
        {
            if (string.IsNullOrEmpty(word) || word.Any(char.IsWhiteSpace))
            {
                throw new AmuroException($"word-level vocabulary: words: expected words without white space, found \"{word?.ReplaceLineEndings(" ")}\" at {tokens.Count - 4}");
            }

            if (!seen.Add(word))
            {
                throw new AmuroException($"word-level vocabulary: words: expected each word once, and none of {Pad} {Eos} {Unknown}, found \"{word}\" again at {tokens.Count - 4}");
            }

            tokens.Add(word);
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Json(tokens), Options);
        byte[] config = JsonSerializer.SerializeToUtf8Bytes(Config(), Options);
        return TokenizerFiles.Create("word-level vocabulary", json, config);
    }

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n" };

    private static Dictionary<string, object?> Json(List<string> tokens) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new[] { Pad, Eos, Unknown }.Select(Added).ToArray(),
        ["normalizer"] = null,
        ["pre_tokenizer"] = new Dictionary<string, object?>
        {
            ["type"] = "Split",
            ["pattern"] = new Dictionary<string, string> { ["Regex"] = @"\S+|\n" },
            ["behavior"] = "Removed",
            ["invert"] = true,
        },
        ["post_processor"] = null,
        ["decoder"] = new Dictionary<string, object?>
        {
            ["type"] = "Sequence",
            ["decoders"] = new object[]
            {
                // Joins with blanks; no word begins with one, so none is taken for the rest of another.
                new Dictionary<string, object?> { ["type"] = "WordPiece", ["prefix"] = " ", ["cleanup"] = false },
                new Dictionary<string, object?> { ["type"] = "Fuse" },
                Replace(" \n"),
                Replace("\n "),
            },
        },
        ["model"] = new Dictionary<string, object?>
        {
            ["type"] = "WordLevel",
            ["vocab"] = tokens.Select(static (token, id) => (token, id)).ToDictionary(static pair => pair.token, static pair => pair.id, StringComparer.Ordinal),
            ["unk_token"] = Unknown,
        },
    };

    private static Dictionary<string, object?> Added(string content, int id) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static Dictionary<string, object?> Replace(string text) => new()
    {
        ["type"] = "Replace",
        ["pattern"] = new Dictionary<string, string> { ["String"] = text },
        ["content"] = Newline,
    };

    private static Dictionary<string, object?> Config() => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["clean_up_tokenization_spaces"] = false,
        ["eos_token"] = Eos,
        ["pad_token"] = Pad,
        ["unk_token"] = Unknown,
    };
}
