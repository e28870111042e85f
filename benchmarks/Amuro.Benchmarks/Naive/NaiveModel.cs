using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using DecoderConfig = Amuro.Models.DecoderConfig;
using DecoderModel = Amuro.Models.DecoderModel;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Benchmarks.Naive;

/// <summary>
/// The baseline: a llama-style decoder as one writes it with modules, eager and padded, every matrix on its own.
/// Shapes: B sequences, T tokens of the longest, H hidden size, V vocabulary, h heads, d head width.
/// </summary>
internal sealed class NaiveModel : nn.Module
{
    private readonly Embedding _embedding;
    private readonly ModuleList<NaiveBlock> _blocks;
    private readonly NaiveNorm _norm;
    private readonly Linear _head;
    private readonly Tensor _frequencies;

    /// <summary>Takes the weights of another model, so that both must compute the same losses.</summary>
    public NaiveModel(DecoderModel weights)
        : base(nameof(NaiveModel))
    {
        DecoderConfig config = weights.Config;
        _embedding = nn.Embedding(config.VocabularySize, config.HiddenSize);
        _blocks = nn.ModuleList<NaiveBlock>([.. Enumerable.Range(0, config.Layers).Select(_ => new NaiveBlock(config))]);
        _norm = new NaiveNorm(config.HiddenSize, config.NormEpsilon);
        _head = nn.Linear(config.HiddenSize, config.VocabularySize, hasBias: false);
        float[] frequencies = [.. Enumerable.Range(0, config.HeadDim / 2).Select(i => (float)Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim))];
        _frequencies = tensor(frequencies).DetachFromDisposeScope();
        RegisterComponents();
        using IDisposable none = no_grad();
        foreach ((string name, Parameter parameter) in FileNames())
        {
            parameter.copy_(name == "lm_head.weight" ? weights.Head : weights.Parameters[name]);
        }
    }

    /// <summary>Logits [B, T, V] of token ids [B, T]; the mask [B, 1, T, T] says what a token sees, null: all before it.</summary>
    public Tensor Forward(Tensor ids, Tensor? mask)
    {
        Tensor x = _embedding.forward(ids);
        Tensor angles = outer(arange(ids.shape[1], dtype: ScalarType.Float32), _frequencies);
        angles = cat([angles, angles], dim: -1);
        (Tensor cosine, Tensor sine) = (angles.cos().to(x.dtype), angles.sin().to(x.dtype));
        foreach (NaiveBlock block in _blocks)
        {
            x = block.Forward(x, cosine, sine, mask);
        }

        return _head.forward(_norm.Forward(x));
    }

    // The parameters by their names in Hugging Face's files.
    private IEnumerable<(string Name, Parameter Parameter)> FileNames() =>
    [
        ("model.embed_tokens.weight", _embedding.weight!),
        .. _blocks.SelectMany((block, i) => block.FileNames().Select(p => ($"model.layers.{i}.{p.Name}", p.Parameter))),
        ("model.norm.weight", _norm.Weight),
        ("lm_head.weight", _head.weight!),
    ];

    protected override void Dispose(bool disposing)
    {
        _frequencies.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Attention and MLP with a norm before each.</summary>
internal sealed class NaiveBlock : nn.Module
{
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly NaiveNorm _attentionNorm;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly NaiveNorm _mlpNorm;
    private readonly Linear _gate;
    private readonly Linear _up;
    private readonly Linear _down;

    public NaiveBlock(DecoderConfig config)
        : base(nameof(NaiveBlock))
    {
        long h = config.HiddenSize, wide = config.IntermediateSize, keyValue = (long)config.KeyValueHeads * config.HeadDim;
        _heads = config.Heads;
        _keyValueHeads = config.KeyValueHeads;
        _attentionNorm = new NaiveNorm(h, config.NormEpsilon);
        _query = nn.Linear(h, h, hasBias: false);
        _key = nn.Linear(h, keyValue, hasBias: false);
        _value = nn.Linear(h, keyValue, hasBias: false);
        _output = nn.Linear(h, h, hasBias: false);
        _mlpNorm = new NaiveNorm(h, config.NormEpsilon);
        _gate = nn.Linear(h, wide, hasBias: false);
        _up = nn.Linear(h, wide, hasBias: false);
        _down = nn.Linear(wide, h, hasBias: false);
        RegisterComponents();
    }

    public Tensor Forward(Tensor x, Tensor cosine, Tensor sine, Tensor? mask)
    {
        (long b, long t, long h) = (x.shape[0], x.shape[1], x.shape[2]);
        Tensor normed = _attentionNorm.Forward(x);
        Tensor read = Functional.scaled_dot_product_attention(
            Turn(Heads(_query, _heads), cosine, sine),
            Repeated(Turn(Heads(_key, _keyValueHeads), cosine, sine)),
            Repeated(Heads(_value, _keyValueHeads)),
            mask,
            is_casual: mask is null);
        x = x + _output.forward(read.transpose(1, 2).reshape(b, t, h));
        normed = _mlpNorm.Forward(x);
        return x + _down.forward(Functional.silu(_gate.forward(normed)) * _up.forward(normed));

        Tensor Heads(Linear linear, int count) => linear.forward(normed).view(b, t, count, h / _heads).transpose(1, 2);

        // Each key/value head serves consecutive query heads.
        Tensor Repeated(Tensor x) => _heads == _keyValueHeads ? x : x.repeat_interleave(_heads / _keyValueHeads, dim: 1);
    }

    public IEnumerable<(string Name, Parameter Parameter)> FileNames() =>
    [
        ("input_layernorm.weight", _attentionNorm.Weight),
        ("self_attn.q_proj.weight", _query.weight!),
        ("self_attn.k_proj.weight", _key.weight!),
        ("self_attn.v_proj.weight", _value.weight!),
        ("self_attn.o_proj.weight", _output.weight!),
        ("post_attention_layernorm.weight", _mlpNorm.Weight),
        ("mlp.gate_proj.weight", _gate.weight!),
        ("mlp.up_proj.weight", _up.weight!),
        ("mlp.down_proj.weight", _down.weight!),
    ];

    private static Tensor Turn(Tensor x, Tensor cosine, Tensor sine)
    {
        Tensor[] halves = x.chunk(2, dim: -1);
        return (x * cosine) + (cat([-halves[1], halves[0]], dim: -1) * sine);
    }
}

/// <summary>RMS norm from elementary operations, in float32.</summary>
internal sealed class NaiveNorm : nn.Module
{
    // Fields: TorchSharp may free a number that is converted on the fly during the call.
    private static readonly Scalar s_two = 2;

    private readonly Scalar _epsilon;
    private readonly Parameter _weight;

    public NaiveNorm(long size, double epsilon)
        : base(nameof(NaiveNorm))
    {
        _epsilon = epsilon;
        _weight = nn.Parameter(ones(size));
        RegisterComponents();
    }

    public Parameter Weight => _weight;

    public Tensor Forward(Tensor x)
    {
        Tensor wide = x.to(ScalarType.Float32);
        Tensor scale = wide.pow(s_two).mean([-1], keepdim: true).add(_epsilon).rsqrt();
        return _weight * (wide * scale).to(x.dtype);
    }
}
