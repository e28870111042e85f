using Amuro.Tokenization;
using BenchmarkDotNet.Attributes;

namespace Amuro.Benchmarks;

/// <summary>Encoding and decoding a text of 200 kB (English documentation with code) with small trained vocabularies.</summary>
[Work("MB/s", nameof(Megabytes), "millions of bytes of UTF-8 text in a second")]
public class TokenizerBenchmark
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "tokenizers");

    private HuggingFaceTokenizer? _tokenizer;
    private string _text = "";
    private int[] _ids = [];

    [Params("gpt2style", "llama3style", "qwenstyle")]
    public string Tokenizer { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _tokenizer = HuggingFaceTokenizer.Load(Path.Combine(Folder, Tokenizer));
        _text = File.ReadAllText(Path.Combine(Folder, "bulk.txt"));
        _ids = _tokenizer.Encode(_text);
    }

    [Benchmark]
    public int Encode() => _tokenizer!.Encode(_text).Length;

    [Benchmark]
    public int Decode() => _tokenizer!.Decode(_ids).Length;

    public double Megabytes(string benchmark) => new FileInfo(Path.Combine(Folder, "bulk.txt")).Length / 1e6;
}
