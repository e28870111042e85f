using Amuro.Models.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>
/// All parameters of a model in one flat tensor, and all gradients in another, so that the optimiser, the clipping and
/// the zeroing are a few operations. Matrices come first; norms and biases, which get no weight decay, after them.
/// </summary>
public sealed class ParameterBuffer : IDisposable
{
    private readonly Dictionary<(Role Role, int Layer), Tensor> _leaves = [];
    private readonly Dictionary<(Role Role, int Layer), Tensor> _gradientLeaves = [];
    private readonly Dictionary<string, (long Offset, long[] Shape)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _gradientViews = new(StringComparer.Ordinal);
    private readonly List<(ParameterBlock Block, Tensor Leaf, long Offset)> _order = [];

    internal ParameterBuffer(IEnumerable<ParameterBlock> blocks, ScalarType type, Device device)
    {
        ParameterBlock[] all = [.. blocks];
        ParameterBlock[] ordered = [.. all.Where(b => b.Decays), .. all.Where(b => !b.Decays)];
        DecayedCount = all.Where(b => b.Decays).Sum(b => Elements(b.Shape));
        Count = all.Sum(b => Elements(b.Shape));
        Blocks = ordered;
        Names = [.. all.SelectMany(b => b.Parts.Select(p => p.Name))];
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            Flat = zeros(Count, dtype: type, device: device).DetachFromDisposeScope();
            long offset = 0;
            foreach (ParameterBlock block in ordered)
            {
                // Detached: a leaf of its own that shares the memory.
                Tensor leaf = View(Flat, offset, block.Shape).detach().DetachFromDisposeScope();
                _leaves.Add((block.Role, block.Layer), leaf);
                _order.Add((block, leaf, offset));
                foreach ((string name, long[] shape) in block.Parts)
                {
                    _places.Add(name, (offset, shape));
                    _views.Add(name, View(Flat, offset, shape).DetachFromDisposeScope());
                    offset += Elements(shape);
                }
            }
        }
    }

    /// <summary>All parameters, [<see cref="Count"/>]. Changing it changes the model.</summary>
    public Tensor Flat { get; }

    /// <summary>All gradients in the order of <see cref="Flat"/>, or null before <see cref="EnableGradients"/>.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>Number of parameters; a tied matrix counts once.</summary>
    public long Count { get; }

    /// <summary>The first so many elements of <see cref="Flat"/> are of matrices and get weight decay.</summary>
    public long DecayedCount { get; }

    /// <summary>Names as in files, in the order of the model. Every one has a view.</summary>
    public IReadOnlyList<string> Names { get; }

    internal IReadOnlyList<ParameterBlock> Blocks { get; }

    /// <summary>The parameter of a name, a view of <see cref="Flat"/> with the shape it has in files. Do not dispose it.</summary>
    /// <param name="name">Name as in files, for example <c>model.layers.0.mlp.down_proj.weight</c>.</param>
    /// <exception cref="AmuroException">There is no such parameter.</exception>
    public Tensor this[string name] => _views.TryGetValue(name, out Tensor? view) ? view : throw Unknown(name);

    /// <summary>Where a parameter lies: its first element in <see cref="Flat"/> and its shape.</summary>
    /// <param name="name">Name as in files.</param>
    /// <exception cref="AmuroException">There is no such parameter.</exception>
    public (long Offset, IReadOnlyList<long> Shape) PlaceOf(string name) =>
        _places.TryGetValue(name, out (long Offset, long[] Shape) place) ? (place.Offset, place.Shape) : throw Unknown(name);

    /// <summary>The gradient of a parameter, a view of <see cref="Gradient"/>. Do not dispose it.</summary>
    /// <param name="name">Name as in files.</param>
    /// <exception cref="AmuroException">There is no such parameter, or gradients are not enabled.</exception>
    public Tensor GradientOf(string name)
    {
        if (Gradient is null)
        {
            throw new AmuroException($"Gradient of {name}: expected a call of EnableGradients first, found none.");
        }

        return _gradientViews.TryGetValue(name, out Tensor? view) ? view : throw Unknown(name);
    }

    /// <summary>Allocates the flat gradient (zeros) and lets backward passes add to it. Calling it again does nothing.</summary>
    public void EnableGradients() => EnableGradientsOf(static _ => true);

    /// <summary>As <see cref="EnableGradients"/>; blocks that are not wanted get no gradient, theirs stays zero.</summary>
    internal void EnableGradientsOf(Func<ParameterBlock, bool> wanted)
    {
        if (Gradient is not null)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        Gradient = zeros_like(Flat).DetachFromDisposeScope();
        foreach ((ParameterBlock block, Tensor leaf, long offset) in _order.Where(o => wanted(o.Block)))
        {
            leaf.requires_grad = true;
            // Backward adds in place to a gradient that is there, so it stays a view of the flat one.
            Tensor gradient = View(Gradient, offset, leaf.shape).DetachFromDisposeScope();
            leaf.grad = gradient;
            _gradientLeaves.Add((block.Role, block.Layer), gradient);
        }

        foreach ((string name, (long offset, long[] shape)) in _places)
        {
            _gradientViews.Add(name, View(Gradient, offset, shape).DetachFromDisposeScope());
        }
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ZeroGradients()
    {
        using IDisposable none = no_grad();
        Gradient?.zero_();
    }

    /// <summary>Frees the gradients; forward passes record nothing afterwards.</summary>
    public void DisableGradients()
    {
        foreach ((_, Tensor leaf, _) in _order)
        {
            leaf.grad = null;
            leaf.requires_grad = false;
        }

        foreach (Tensor view in _gradientViews.Values.Concat(_gradientLeaves.Values))
        {
            view.Dispose();
        }

        _gradientViews.Clear();
        _gradientLeaves.Clear();
        Gradient?.Dispose();
        Gradient = null;
    }

    /// <summary>Frees parameters and gradients.</summary>
    public void Dispose()
    {
        if (Flat.IsInvalid)
        {
            return;
        }

        DisableGradients();
        foreach (Tensor tensor in _leaves.Values.Concat(_views.Values))
        {
            tensor.Dispose();
        }

        Flat.Dispose();
    }

    internal Tensor Leaf(Role role, int layer = 0) => _leaves[(role, layer)];

    /// <summary>A parameter, or its transpose, with its place in the gradient, or without where it is not trained.</summary>
    internal Variable Variable(Role role, int layer = 0, bool turned = false)
    {
        Tensor leaf = Leaf(role, layer);
        Tensor? gradient = _gradientLeaves.GetValueOrDefault((role, layer));
        return new Variable(turned ? leaf.t() : leaf, gradient is not null, turned ? gradient?.t() : gradient);
    }

    internal Variable? OptionalVariable(Role role, int layer) => _leaves.ContainsKey((role, layer)) ? Variable(role, layer) : null;

    internal static long Elements(IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static Tensor View(Tensor flat, long offset, long[] shape) => flat.narrow(0, offset, Elements(shape)).view(shape);

    private static AmuroException Unknown(string name) =>
        new($"ParameterBuffer: expected the name of a parameter, found \"{name}\".");
}
