using System.Text.Json;
using System.Text.Json.Nodes;

namespace Amuro.Tests.Tokenization;

/// <summary>Beside a tokenizer.json, add_bos_token and add_eos_token have no effect: the file's own post-processor rules (config_rules.jsonl).</summary>
public sealed class AddBosTokenTests
{
    public static TheoryData<string, bool> Rules { get; } = ReadRules();

    [Theory]
    [MemberData(nameof(Rules))]
    public void TheFileRules(string name, bool add)
    {
        using var folder = new TemporaryFolder();
        foreach (string file in new[] { "tokenizer.json", "cases.jsonl" })
        {
            File.Copy(Goldens.Path($"tokenizers/{name}/{file}"), folder.File(file));
        }

        JsonNode config = JsonNode.Parse(File.ReadAllText(Goldens.Path($"tokenizers/{name}/tokenizer_config.json")))!;
        config["add_bos_token"] = add;
        config["add_eos_token"] = add;
        folder.Write("tokenizer_config.json", config.ToJsonString());

        (int count, List<string> failures) = new GoldenFolder(folder.Path).CheckCases();

        Assert.Empty(failures);
        Assert.True(count > 400, $"only {count} cases");
    }

    private static TheoryData<string, bool> ReadRules()
    {
        var rules = new TheoryData<string, bool>();
        foreach (string line in File.ReadLines(Goldens.Path("tokenizers/config_rules.jsonl")))
        {
            JsonElement rule = JsonDocument.Parse(line).RootElement;
            JsonElement add = rule.GetProperty("add_bos_token_and_add_eos_token");
            if (add.ValueKind != JsonValueKind.Null && rule.GetProperty("cases_different").GetInt32() == 0)
            {
                rules.Add(rule.GetProperty("tokenizer").GetString()!, add.GetBoolean());
            }
        }

        return rules;
    }
}
