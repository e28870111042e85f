using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amuro.Tokenization;

/// <summary>Folders of tokenizers with texts and their ids, boundaries, chats, and one long text for all of them.</summary>
internal static class TokenizerCases
{
    public static IEnumerable<ParityCase> In(string root)
    {
        foreach (string folder in Directory.GetDirectories(root).Where(f => File.Exists(Path.Combine(f, "tokenizer.json"))).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            Lazy<HuggingFaceTokenizer> tokenizer = new(() => HuggingFaceTokenizer.Load(folder));
            foreach ((string file, Func<HuggingFaceTokenizer, JsonElement, string?> check) in Files)
            {
                string path = Path.Combine(folder, file);
                if (File.Exists(path))
                {
                    yield return new ParityCase($"{name}/{file}", () => ParityResult.Exact(First(path, row => check(tokenizer.Value, row))));
                }
            }

            if (Bulk(root, name) is { } expected)
            {
                yield return new ParityCase($"{name}/bulk.txt", () => ParityResult.Exact(CheckBulk(tokenizer.Value, Path.Combine(root, "bulk.txt"), expected)));
            }
        }
    }

    private static readonly (string File, Func<HuggingFaceTokenizer, JsonElement, string?> Check)[] Files =
        [("cases.jsonl", CheckCase), ("boundaries.jsonl", CheckBoundary), ("chat.jsonl", CheckChat)];

    private static string? First(string path, Func<JsonElement, string?> check)
    {
        int line = 0;
        foreach (string row in File.ReadLines(path))
        {
            line++;
            if (check(JsonDocument.Parse(row).RootElement) is { } problem)
            {
                return $"line {line}: {problem}";
            }
        }

        return null;
    }

    private static string? CheckCase(HuggingFaceTokenizer tokenizer, JsonElement row)
    {
        int[] ids = Ids(row, "ids");
        return Differs("ids", Join(ids), Join(tokenizer.Encode(row.GetProperty("text").GetString()!, row.GetProperty("add_special_tokens").GetBoolean())))
            ?? Differs("decoded", row.GetProperty("decoded").GetString()!, tokenizer.Decode(ids, skipSpecialTokens: false))
            ?? Differs("decoded_skip", row.GetProperty("decoded_skip").GetString()!, tokenizer.Decode(ids));
    }

    private static string? CheckBoundary(HuggingFaceTokenizer tokenizer, JsonElement row)
    {
        (int[] context, int[] continuation) = tokenizer.EncodePair(row.GetProperty("context").GetString()!, row.GetProperty("continuation").GetString()!);
        return Differs("context_enc", Join(Ids(row, "context_enc")), Join(context))
            ?? Differs("continuation_enc", Join(Ids(row, "continuation_enc")), Join(continuation));
    }

    private static string? CheckChat(HuggingFaceTokenizer tokenizer, JsonElement row)
    {
        ChatMessage[] messages = [.. row.GetProperty("messages").EnumerateArray()
            .Select(m => new ChatMessage(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];
        bool prompt = row.GetProperty("add_generation_prompt").GetBoolean();
        return Differs("rendered", row.GetProperty("rendered").GetString()!, tokenizer.ChatTemplate?.Render(messages, prompt) ?? "no template")
            ?? Differs("ids", Join(Ids(row, "ids")), Join(tokenizer.EncodeChat(messages, prompt)));
    }

    private static JsonElement? Bulk(string root, string name)
    {
        string path = Path.Combine(root, "bulk.json");
        return File.Exists(path) && File.Exists(Path.Combine(root, "bulk.txt"))
            && JsonDocument.Parse(File.ReadAllText(path)).RootElement.TryGetProperty(name, out JsonElement expected)
            ? expected
            : null;
    }

    private static string? CheckBulk(HuggingFaceTokenizer tokenizer, string path, JsonElement expected)
    {
        int[] ids = tokenizer.Encode(Encoding.UTF8.GetString(File.ReadAllBytes(path)), addSpecialTokens: false);
        byte[] bytes = new byte[ids.Length * sizeof(int)];
        for (int i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), ids[i]);
        }

        string decoded = tokenizer.Decode(ids, skipSpecialTokens: false);
        return Differs("ids", expected.GetProperty("sha256_int32le").GetString()!, Convert.ToHexStringLower(SHA256.HashData(bytes)))
            ?? Differs("decoded", expected.GetProperty("decoded_sha256").GetString()!, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(decoded))));
    }

    private static string? Differs(string what, string expected, string found) =>
        expected == found ? null : $"{what}: expected {JsonSerializer.Serialize(expected)}, found {JsonSerializer.Serialize(found)}";

    private static int[] Ids(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static string Join(int[] ids) => string.Join(' ', ids);
}
