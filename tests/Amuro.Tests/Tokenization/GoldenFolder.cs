using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

/// <summary>Runs the reference outputs of one tokenizer: a folder laid out as goldens/tokenizers says.</summary>
internal sealed class GoldenFolder(string path)
{
    private readonly HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(path);

    public HuggingFaceTokenizer Tokenizer => tokenizer;

    /// <summary>Checks cases.jsonl; gives their number and the first few mismatches.</summary>
    public (int Count, List<string> Failures) CheckCases()
    {
        var failures = new List<string>();
        int count = 0;
        foreach (JsonElement line in Lines("cases.jsonl"))
        {
            count++;
            string text = line.GetProperty("text").GetString()!;
            bool special = line.GetProperty("add_special_tokens").GetBoolean();
            int[] expected = Ids(line, "ids");
            Compare(failures, text, "ids", Join(expected), Join(tokenizer.Encode(text, special)));
            Compare(failures, text, "decoded", line.GetProperty("decoded").GetString()!, tokenizer.Decode(expected, skipSpecialTokens: false));
            Compare(failures, text, "decoded_skip", line.GetProperty("decoded_skip").GetString()!, tokenizer.Decode(expected));
            if (special)
            {
                string[] names = [.. tokenizer.EncodeToTokens(text, out _).Select(static token => token.Value)];
                string[] wanted = [.. line.GetProperty("tokens").EnumerateArray().Select(static name => name.GetString()!)];
                Compare(failures, text, "tokens", string.Join('|', wanted), string.Join('|', names));
            }
        }

        return (count, failures);
    }

    /// <summary>Checks boundaries.jsonl.</summary>
    public (int Count, List<string> Failures) CheckBoundaries()
    {
        var failures = new List<string>();
        int count = 0;
        foreach (JsonElement line in Lines("boundaries.jsonl"))
        {
            count++;
            string context = line.GetProperty("context").GetString()!;
            string continuation = line.GetProperty("continuation").GetString()!;
            (int[] first, int[] second) = tokenizer.EncodePair(context, continuation);
            Compare(failures, context + "|" + continuation, "context_enc", Join(Ids(line, "context_enc")), Join(first));
            Compare(failures, context + "|" + continuation, "continuation_enc", Join(Ids(line, "continuation_enc")), Join(second));
        }

        return (count, failures);
    }

    /// <summary>Checks the ids of the bulk text, and the text decoded from them, against bulk.json; gives the mismatches.</summary>
    /// <param name="root">The folder of bulk.json and bulk.txt.</param>
    public List<string> CheckBulk(string root)
    {
        string name = Path.GetFileName(path);
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "bulk.json"))).RootElement.GetProperty(name);
        string text = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(root, "bulk.txt")));
        int[] ids = tokenizer.Encode(text, addSpecialTokens: false);
        byte[] bytes = new byte[ids.Length * 4];
        for (int i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), ids[i]);
        }

        byte[] decoded = Encoding.UTF8.GetBytes(tokenizer.Decode(ids, skipSpecialTokens: false));
        var failures = new List<string>();
        Compare(failures, name, "count", expected.GetProperty("count").GetRawText(), ids.Length.ToString(CultureInfo.InvariantCulture));
        Compare(failures, name, "ids", expected.GetProperty("sha256_int32le").GetString()!, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Compare(failures, name, "decoded", expected.GetProperty("decoded_sha256").GetString()!, Convert.ToHexStringLower(SHA256.HashData(decoded)));
        return failures;
    }

    internal static int[] Ids(JsonElement line, string name) =>
        [.. line.GetProperty(name).EnumerateArray().Select(static id => id.GetInt32())];

    private static void Compare(List<string> failures, string text, string what, string expected, string found)
    {
        if (!string.Equals(expected, found, StringComparison.Ordinal) && failures.Count < 20)
        {
            failures.Add($"{JsonSerializer.Serialize(text)} {what}: expected {JsonSerializer.Serialize(expected)}, found {JsonSerializer.Serialize(found)}");
        }
    }

    private static string Join(int[] ids) => string.Join(' ', ids.Select(static id => id.ToString(CultureInfo.InvariantCulture)));

    private IEnumerable<JsonElement> Lines(string name) =>
        File.ReadLines(Path.Combine(path, name)).Select(static line => JsonDocument.Parse(line).RootElement);
}
