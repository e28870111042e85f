using Amuro.Checkpoints;
using Amuro.Models.Families;
using Amuro.Models.Operations;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>A causal language model: embedding, blocks of attention and MLP, final norm, output matrix.</summary>
/// <remarks>
/// Shapes: N tokens of all sequences, B sequences, T the longest, H hidden size, V vocabulary, h query heads, k key/value
/// heads, d head width. Different models may be used in different threads; one model is used by one thread at a time.
/// </remarks>
public sealed class DecoderModel : IDisposable
{
    private readonly DecoderTraits _traits;
    private readonly RotaryEmbedding? _rotary;
    private readonly DecoderNorm _norm;
    private readonly DecoderBlock _block;

    internal DecoderModel(DecoderConfig config, ScalarType type, Device? device)
    {
        if (type is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float64))
        {
            throw new AmuroException($"DecoderModel: type: expected Float32, BFloat16 or Float64, found {type}.");
        }

        Config = config;
        Type = type;
        Device = device ?? CPU;
        ModelFamily family = ModelFamily.Of(config);
        _traits = family.Traits;
        Parameters = new ParameterBuffer(family.Blocks(config), type, Device);
        _rotary = _traits.LearnedPositions ? null : new RotaryEmbedding(config, _traits, type, Device);
        _norm = new DecoderNorm(config, _traits, Parameters);
        _block = new DecoderBlock(config, _traits, Parameters, _norm);
    }

    /// <summary>Shape and constants.</summary>
    public DecoderConfig Config { get; }

    /// <summary>All parameters. Gradients are off until <see cref="ParameterBuffer.EnableGradients"/>.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Number format of parameters and computation.</summary>
    public ScalarType Type { get; }

    /// <summary>Where the parameters lie.</summary>
    public Device Device { get; }

    /// <summary>An adapter in training that is part of every pass, or null. It belongs to who set it.</summary>
    internal LoraLayers? Adapter
    {
        get => _block.Adapter;
        set => _block.Adapter = value;
    }

    /// <summary>Loads a checkpoint; the stored numbers are converted to <paramref name="type"/>.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="type">Float32, BFloat16 or Float64. Default Float32.</param>
    /// <param name="device">Where the parameters shall lie. Default: CPU.</param>
    /// <exception cref="AmuroException">
    /// The config or the weights do not fit this library or one another; all problems in one message, before memory is taken.
    /// </exception>
    public static DecoderModel Load(Checkpoint checkpoint, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        DecoderConfig config = DecoderConfig.Read(checkpoint.ConfigPath);
        using WeightFiles files = checkpoint.OpenWeights();
        WeightLoader.Check(config, files);
        var model = new DecoderModel(config, type, device);
        try
        {
            WeightLoader.Fill(model, files);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A new model: matrices from a normal distribution with <see cref="DecoderConfig.InitializerRange"/>, norms 1, biases 0.
    /// The same seed gives the same model for every type and device.
    /// </summary>
    /// <param name="config">Shape and constants.</param>
    /// <param name="seed">Seed of the first weights.</param>
    /// <param name="type">Float32, BFloat16 or Float64. Default Float32.</param>
    /// <param name="device">Where the parameters shall lie. Default: CPU.</param>
    /// <exception cref="AmuroException">The config is impossible; all problems in one message.</exception>
    public static DecoderModel Initialise(
        DecoderConfig config, int seed, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        string[] problems = [.. config.Problems()];
        if (problems.Length > 0)
        {
            throw new AmuroException($"DecoderConfig: {string.Join("; ", problems)}.");
        }

        var model = new DecoderModel(config, type, device);
        FirstWeights.Fill(model, seed);
        return model;
    }

    /// <summary>A copy of the model in another number format.</summary>
    /// <param name="type">Float32, BFloat16 or Float64.</param>
    /// <returns>A model of its own, on the same device, without gradients.</returns>
    public DecoderModel CopyAs(ScalarType type)
    {
        DecoderModel copy = new(Config, type, Device);
        using IDisposable none = no_grad();
        copy.Parameters.Flat.copy_(Parameters.Flat);
        return copy;
    }

    /// <summary>Runs the model up to the final norm.</summary>
    /// <param name="batch">The tokens, on the device of the model.</param>
    /// <param name="cache">
    /// What was read before of the same sequences; the batch continues it and is added to it. With a cache no gradient
    /// is recorded. Default: none.
    /// </param>
    /// <returns>Hidden states [N, H] in the type of the model, in the current dispose scope.</returns>
    /// <exception cref="AmuroException">A token id or a length is beyond what the model knows.</exception>
    public Tensor Hidden(TokenBatch batch, KeyValueCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using IDisposable? none = cache is null ? null : no_grad();
        return Run(null, batch, cache).Data;
    }

    /// <summary>
    /// Hidden states of tokens that continue one text, which is read and not changed: the same for all sequences, wherever it
    /// can be without a copy for each (see <see cref="SharesPrefix"/>).
    /// </summary>
    /// <param name="prefix">One text, or null.</param>
    /// <param name="batch">What follows it.</param>
    /// <param name="wanted">Rows of the batch whose states are asked for, int64 [M].</param>
    /// <returns>Hidden states [M, H].</returns>
    internal Tensor HiddenAfter(KeyValueCache? prefix, TokenBatch batch, Tensor wanted)
    {
        using IDisposable none = no_grad();
        if (prefix is null || SharesPrefix)
        {
            return Run(null, batch, prefix: prefix, wanted: wanted).Data;
        }

        using KeyValueCache copies = prefix.Repeat(batch.Sequences, batch.MaxLength);
        return Run(null, batch, copies, wanted: wanted).Data;
    }

    /// <summary>Whether sequences read a common prefix where it is.</summary>
    internal bool SharesPrefix => Device.type == DeviceType.CPU && Type != ScalarType.Float64 && AttentionKernel.Fits(Config.HeadDim);

    /// <summary>As <see cref="Hidden"/>, with the way back noted on a tape.</summary>
    /// <param name="tape">The tape; torch's own recording must be off (<c>no_grad</c>) with it. Null: none.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="cache">What was read before; only without a tape.</param>
    /// <param name="checkpoint">Whether the tape keeps the inputs of the blocks alone and computes the rest again.</param>
    /// <param name="prefix">One text that every sequence continues; only without a tape and if <see cref="SharesPrefix"/>.</param>
    /// <param name="wanted">Rows whose states are asked for; null: all. Only without a tape.</param>
    internal Variable Run(
        Tape? tape, TokenBatch batch, KeyValueCache? cache = null, bool checkpoint = false, KeyValueCache? prefix = null, Tensor? wanted = null)
    {
        CheckIds(batch);
        // What a tape needs later belongs to the caller's scope.
        using DisposeScope? scope = tape is null ? NewDisposeScope() : null;
        AttentionPlan plan = AttentionPlan.Make(batch, cache, prefix, Config);
        RotaryTurn? rotary = _rotary?.At(plan.Positions, plan.PositionEnd);
        Variable x = Embed(tape, batch, plan);
        for (int layer = 0; layer < Config.Layers; layer++)
        {
            int current = layer;
            if (tape is not null)
            {
                x = checkpoint
                    ? Checkpointing.Apply(tape, x, (inner, input) => _block.Forward(inner, input, current, plan, rotary))
                    : _block.Forward(tape, x, layer, plan, rotary);
                continue;
            }

            using DisposeScope inner = NewDisposeScope();
            x = _block.Forward(null, x, layer, plan, rotary, layer == Config.Layers - 1 ? wanted : null);
            x.Data.MoveToOuterDisposeScope();
        }

        cache?.Commit(batch);
        Variable result = _norm.Apply(tape, x, Role.FinalNorm, Role.FinalNormBias, 0);
        if (tape is null)
        {
            result.Data.MoveToOuterDisposeScope();
        }

        return result;
    }

    /// <summary>Multiplies hidden states with the output matrix.</summary>
    /// <param name="hidden">States as <see cref="Hidden"/> gives them, any rows of them: [M, H].</param>
    /// <returns>Logits [M, V] in float32 (float64 for a float64 model), in the current dispose scope.</returns>
    public Tensor Logits(Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Linear.Apply(null, new Variable(hidden), HeadVariable(), null).Data;
        return (Type == ScalarType.BFloat16 ? logits.to(ScalarType.Float32) : logits).MoveToOuterDisposeScope();
    }

    /// <summary>The output matrix [V, H], the embedding itself in a tied model. Do not dispose it.</summary>
    public Tensor Head => Config.TieEmbeddings ? Parameters.Leaf(Role.Embedding) : Parameters.Leaf(Role.Head);

    /// <summary>The output matrix with its gradient.</summary>
    internal Variable HeadVariable() => Parameters.Variable(Config.TieEmbeddings ? Role.Embedding : Role.Head);

    /// <summary>
    /// Writes <c>config.json</c>, <c>generation_config.json</c> and <c>model.safetensors</c> as Hugging Face does, in the
    /// type of the model. Keys of the config it was loaded from that are unknown here are kept.
    /// </summary>
    /// <param name="folder">The folder; made if it is not there, files of these names are replaced.</param>
    /// <exception cref="AmuroException">A file cannot be written.</exception>
    public void Save(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ModelWriter.Write(this, folder);
    }

    /// <summary>Frees all memory of the model.</summary>
    public void Dispose()
    {
        Parameters.Dispose();
        _rotary?.Dispose();
        _block.Dispose();
        _norm.Dispose();
    }

    private Variable Embed(Tape? tape, TokenBatch batch, AttentionPlan plan)
    {
        // As padding_idx of an embedding: that row gets no gradient from this side.
        int? pad = _traits.FrozenPadding ? Config.PadId : null;
        Variable x = Embedding.Apply(tape, Parameters.Variable(Role.Embedding), batch.Ids, batch.Rows.Ids, pad);
        return _traits.LearnedPositions
            ? Sum.Apply(tape, x, Embedding.Apply(tape, Parameters.Variable(Role.Positions), plan.Positions, batch.Rows.Positions, null))
            : x;
    }

    private void CheckIds(TokenBatch batch)
    {
        foreach (int id in batch.IdSpan)
        {
            if ((uint)id >= (uint)Config.VocabularySize)
            {
                throw new AmuroException(FormattableString.Invariant(
                    $"TokenBatch: expected ids from 0 to {Config.VocabularySize - 1}, found {id}; tokenizer and model do not fit."));
            }
        }
    }
}
