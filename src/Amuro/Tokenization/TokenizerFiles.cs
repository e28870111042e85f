using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Tokenization;

/// <summary>The files of a tokenizer as they were read, byte for byte, and the special tokens that they name.</summary>
internal sealed class TokenizerFiles
{
    public const string Main = "tokenizer.json";
    public const string Config = "tokenizer_config.json";
    private const string SpecialMap = "special_tokens_map.json";
    private const string ModelConfig = "config.json";
    private static readonly string[] Companions = [Config, SpecialMap, "added_tokens.json", ChatTemplateFiles.Jinja, "chat_template.json"];

    private readonly Dictionary<string, byte[]> contents = new(StringComparer.Ordinal);
    private byte[]? modelConfig;

    private TokenizerFiles(string source) => Source = source;

    /// <summary>Where tokenizer.json came from, for messages.</summary>
    public string Source { get; }

    public byte[] Json => contents[Main];

    public static TokenizerFiles Read(string folderOrFile)
    {
        bool isFolder = Directory.Exists(folderOrFile);
        string file = isFolder ? Path.Combine(folderOrFile, Main) : folderOrFile;
        if (!File.Exists(file))
        {
            throw new AmuroException(isFolder
                ? $"{folderOrFile}: expected a file {Main} in this folder, found none"
                : $"{folderOrFile}: expected a folder with {Main} or such a file, found nothing");
        }

        var files = new TokenizerFiles(file);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        files.contents[Main] = ReadBytes(file);
        files.ReadCompanions(folder);
        bool namesTokens = files.contents.ContainsKey(Config) || files.contents.ContainsKey(SpecialMap);
        files.modelConfig = !namesTokens && File.Exists(Path.Combine(folder, ModelConfig))
            ? ReadBytes(Path.Combine(folder, ModelConfig))
            : null;
        return files;
    }

    /// <summary>The files beside tokenizer.json, which itself need not be there.</summary>
    public static TokenizerFiles ReadFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new AmuroException($"{folder}: expected a folder, found none");
        }

        var files = new TokenizerFiles(Path.Combine(folder, Main));
        files.ReadCompanions(folder);
        return files;
    }

    public static TokenizerFiles Create(string source, byte[] json, byte[] config)
    {
        var files = new TokenizerFiles(source);
        files.contents[Main] = json;
        files.contents[Config] = config;
        return files;
    }

    /// <summary>Writes the files; each is complete or not there.</summary>
    public void Save(string folder)
    {
        foreach ((string name, byte[] content) in contents)
        {
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(content));
        }
    }

    /// <summary>The bytes of a file, or null where it was not there.</summary>
    public byte[]? Content(string name) => contents.GetValueOrDefault(name);

    /// <summary>The path of a file in the same folder, for messages.</summary>
    public string Beside(string name) => Path.Combine(Path.GetDirectoryName(Source) ?? "", name);

    /// <summary>The token of a role such as "bos_token": of tokenizer_config.json, else of special_tokens_map.json.</summary>
    public string? SpecialToken(string role)
    {
        foreach (string name in new[] { Config, SpecialMap })
        {
            if (!contents.TryGetValue(name, out byte[]? content))
            {
                continue;
            }

            TokenizerJson value = TokenizerJson.Parse(Beside(name), content).Get(role);
            if (!value.IsNull)
            {
                return value.Element.ValueKind == JsonValueKind.Object ? value.Get("content").Text() : value.Text();
            }
        }

        return null;
    }

    /// <summary>The id of a role such as "eos_token_id" in config.json, used only where no file of the tokenizer names tokens.</summary>
    public int? SpecialId(string role)
    {
        if (modelConfig is null)
        {
            return null;
        }

        TokenizerJson value = TokenizerJson.Parse(Beside(ModelConfig), modelConfig).Get(role);
        if (value.Element.ValueKind == JsonValueKind.Array && value.Element.GetArrayLength() > 0)
        {
            value = value.At(0);
        }

        return value.IsNull ? null : value.Integer();
    }

    private static byte[] ReadBytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"{file}: expected a file that can be read, found: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private void ReadCompanions(string folder)
    {
        foreach (string name in Companions)
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                contents[name] = ReadBytes(Path.Combine(folder, name));
            }
        }
    }
}
