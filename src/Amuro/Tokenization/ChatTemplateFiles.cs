using System.Text;
using System.Text.Json;

namespace Amuro.Tokenization;

/// <summary>The chat templates in the files of a tokenizer, by name, and the special tokens that they may use.</summary>
internal sealed class ChatTemplateFiles
{
    public const string Jinja = "chat_template.jinja";
    private const string Member = "chat_template";
    private const string Default = "default";

    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly TokenizerFiles files;
    private readonly Dictionary<string, (string Where, string Text)> templates = new(StringComparer.Ordinal);

    public ChatTemplateFiles(TokenizerFiles files)
    {
        this.files = files;
        if (files.Content(TokenizerFiles.Config) is { } config)
        {
            ReadConfig(TokenizerJson.Parse(files.Beside(TokenizerFiles.Config), config).Get(Member));
        }

        // As in transformers, the file of its own counts more.
        if (files.Content(Jinja) is { } jinja)
        {
            templates[Default] = (files.Beside(Jinja), Utf8(jinja));
        }
    }

    public bool Any => templates.Count > 0;

    public static ChatTemplateFiles Read(string folder) => new(TokenizerFiles.ReadFolder(folder));

    public ChatTemplate Template(string name)
    {
        if (!templates.TryGetValue(name, out (string Where, string Text) template))
        {
            string found = Any ? string.Join(", ", templates.Keys) : "none";
            throw new AmuroException($"{files.Beside(TokenizerFiles.Config)}: {Member}: expected a template '{name}', found {found}");
        }

        ChatTemplate result = ChatTemplate.Parse(template.Text, template.Where);
        foreach (string role in Roles)
        {
            result = files.SpecialToken(role) is { } token ? result.WithVariable(role, token) : result;
        }

        return result.WithNothing("tools").WithNothing("documents");
    }

    private void ReadConfig(TokenizerJson json)
    {
        if (json.IsNull)
        {
            return;
        }

        if (json.Element.ValueKind == JsonValueKind.String)
        {
            templates[Default] = (json.Where, json.Text());
            return;
        }

        foreach (TokenizerJson item in json.Items())
        {
            templates[item.Get("name").Text()] = (item.Where, item.Get("template").Text());
        }
    }

    private string Utf8(byte[] content)
    {
        try
        {
            return Runtime.StrictText.Utf8.GetString(content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? content[3..] : content);
        }
        catch (DecoderFallbackException error)
        {
            throw new AmuroException($"{files.Beside(Jinja)}: expected UTF-8 text, found other bytes", error);
        }
    }
}
