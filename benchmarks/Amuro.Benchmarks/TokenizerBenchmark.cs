using System.Text;
using System.Text.Json;
using Amuro.Tokenization;
using BenchmarkDotNet.Attributes;

namespace Amuro.Benchmarks;

/// <summary>
/// Encoding and decoding a text on one core with small trained vocabularies; where the folder 'shared' is beside the repository,
/// with that of OLMo 1 too, and then the text is 200 kB of English documentation with code, else the short texts of the tests.
/// </summary>
[Work("MB/s", nameof(Megabytes), "millions of bytes of UTF-8 text in a second")]
public class TokenizerBenchmark
{
    private const int Fresh = 8;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "tokenizers");

    private readonly HuggingFaceTokenizer[] _fresh = new HuggingFaceTokenizer[Fresh];
    private HuggingFaceTokenizer? _tokenizer;
    private string _text = "";
    private int[] _ids = [];

    [ParamsSource(nameof(Tokenizers))]
    public string Tokenizer { get; set; } = "";

    public static IEnumerable<string> Tokenizers =>
        FolderOf("olmo1") is null ? ["gpt2style", "llama3style", "qwenstyle"] : ["olmo1", "gpt2style", "llama3style", "qwenstyle"];

    [GlobalSetup]
    public void SetUp()
    {
        _tokenizer = HuggingFaceTokenizer.Load(FolderOf(Tokenizer)!);
        _text = Text();
        _ids = _tokenizer.Encode(_text);
    }

    [IterationSetup(Target = nameof(EncodeNewWords))]
    public void Forget()
    {
        for (int i = 0; i < Fresh; i++)
        {
            _fresh[i] = HuggingFaceTokenizer.Load(FolderOf(Tokenizer)!);
        }
    }

    /// <summary>Every word of the text has been met before.</summary>
    [Benchmark]
    public int Encode() => _tokenizer!.Encode(_text).Length;

    /// <summary>Each tokenizer is new: no word has been met before, except within the text itself.</summary>
    [Benchmark(OperationsPerInvoke = Fresh)]
    public int EncodeNewWords() => _fresh.Sum(tokenizer => tokenizer.Encode(_text).Length);

    [Benchmark]
    public int Decode() => _tokenizer!.Decode(_ids).Length;

    public double Megabytes(string benchmark) => Encoding.UTF8.GetByteCount(Text()) / 1e6;

    private static string Text() => FolderOf("olmo1") is { } real
        ? File.ReadAllText(Path.Combine(real, "..", "bulk.txt"))
        : string.Join('\n', File.ReadLines(Path.Combine(Folder, "gpt2style", "cases.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()));

    // The real tokenizer is not part of this repository.
    private static string? FolderOf(string name)
    {
        string own = Path.Combine(Folder, name);
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null && !Directory.Exists(own); at = at.Parent)
        {
            own = Path.Combine(at.FullName, "shared", "goldens", "tokenizers", name);
        }

        return Directory.Exists(own) ? own : null;
    }
}
