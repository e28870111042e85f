using Amuro.Models.Families;
using Amuro.Models.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>
/// An adapter in training: its numbers in one flat tensor, and what it does to a pass. They are float32 whatever the model
/// computes in (float64 for a float64 model) and are rounded where they meet it, so gradients come out in float32 too.
/// </summary>
internal sealed class LoraLayers : IDisposable
{
    private readonly Dictionary<(Role, int), LoraSite> _sites;
    private readonly Tensor?[] _rowSquares;
    private readonly Scalar _scale;

    /// <summary>A with zeros everywhere and, for DoRA, the lengths of the model's rows.</summary>
    /// <param name="model">The model that will compute with it.</param>
    /// <param name="modules">The adapted layers.</param>
    /// <param name="rank">Rank of all of them.</param>
    /// <param name="scale">Factor of B A.</param>
    /// <param name="magnitudes">Whether it is a DoRA adapter.</param>
    public LoraLayers(DecoderModel model, IReadOnlyList<LoraModule> modules, int rank, double scale, bool magnitudes)
    {
        LoraSite[] sites = [.. modules.GroupBy(m => (m.Role, m.Layer)).Select((g, i) => new LoraSite(i, rank, [.. g.OrderBy(m => m.Start)]))];
        _sites = sites.ToDictionary(s => (s.Modules[0].Role, s.Modules[0].Layer));
        _rowSquares = new Tensor?[sites.Length];
        _scale = scale;
        ScalarType type = model.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Parameters = new ParameterBuffer(sites.SelectMany(s => s.Blocks(magnitudes)), type, model.Device);
        if (magnitudes)
        {
            foreach (LoraSite site in sites)
            {
                _rowSquares[site.Index] = RowSquares(model, site, type);
            }

            Measure(model);
        }
    }

    /// <summary>All its parameters, by the names that PEFT gives them without <c>base_model.model.</c>.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>The adapted layers in a matrix of the model, or null.</summary>
    public LoraSite? SiteAt(Role role, int layer) => _sites.GetValueOrDefault((role, layer));

    /// <summary>The output of a stacked matrix with the adapted layers in it, see <see cref="LoraLinear.Apply"/>.</summary>
    public Variable Apply(Tape? tape, LoraSite site, Variable x, Variable output, Tensor weight, Tensor? bias)
    {
        Variable a = Parameters.Variable(Role.LoraA, site.Index), b = Parameters.Variable(Role.LoraB, site.Index);
        if (_rowSquares[site.Index] is { } squares)
        {
            Variable m = Parameters.Variable(Role.LoraMagnitude, site.Index);
            return Tape.Formula(
                tape, i => LoraLinear.Apply(i[0], i[1], weight, bias, site, i[2], i[3], _scale, (i[4], squares)), x, output, a, b, m);
        }

        return tape is null
            ? new Variable(LoraLinear.Apply(x.Data, output.Data, weight, bias, site, a.Data, b.Data, _scale, null))
            : LowRank.Apply(tape, site, x, output, a, b, _scale);
    }

    /// <summary>Begins as PEFT does: every A uniform within 1 / root of its inputs, B zero. The same for every device.</summary>
    public void Draw(int seed)
    {
        using IDisposable none = no_grad();
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        foreach (LoraModule module in _sites.Values.OrderBy(s => s.Index).SelectMany(s => s.Modules))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor a = Parameters[module.Name + LoraSite.SuffixA];
            double bound = 1 / Math.Sqrt(module.Inputs);
            a.copy_(empty(a.shape, dtype: ScalarType.Float32).uniform_(-bound, bound, generator));
            Parameters[module.Name + LoraSite.SuffixB].zero_();
        }
    }

    /// <summary>Sets the magnitudes to the lengths of the rows of a model, which may hold the weights more exactly.</summary>
    public void Measure(DecoderModel model)
    {
        using IDisposable none = no_grad();
        foreach (LoraSite site in _sites.Values)
        {
            using DisposeScope scope = NewDisposeScope();
            using Tensor squares = RowSquares(model, site, Parameters.Flat.dtype);
            Parameters.Leaf(Role.LoraMagnitude, site.Index).copy_(squares.sqrt());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        _scale.Dispose();
        foreach (Tensor? squares in _rowSquares)
        {
            squares?.Dispose();
        }
    }

    private static Tensor RowSquares(DecoderModel model, LoraSite site, ScalarType type)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        bool inputFirst = ModelFamily.Of(model.Config).Traits.InputFirst;
        Tensor[] parts = [.. site.Modules.Select(m =>
        {
            Tensor weight = model.Parameters[m.WeightName].to(type);
            return (weight * weight).sum(inputFirst ? 0 : 1);
        })];
        return cat(parts).DetachFromDisposeScope();
    }
}
