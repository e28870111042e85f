using System.Collections.Immutable;
using System.Globalization;

namespace Amuro.Models;

/// <summary>Some of the layers of a decoder, counted from 0. Two sets of the same layers are equal.</summary>
public sealed class LayerSet : IEquatable<LayerSet>
{
    private readonly ImmutableSortedSet<int> _layers;

    /// <summary>A set of layers.</summary>
    /// <param name="layers">Their numbers from 0, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public LayerSet(IEnumerable<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _layers = [.. layers];
        if (_layers.Count > 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(_layers[0], nameof(layers));
        }
    }

    /// <summary>The layers in ascending order.</summary>
    public IReadOnlyList<int> Layers => _layers;

    /// <summary>Whether a layer is in the set.</summary>
    /// <param name="layer">Number from 0.</param>
    public bool Contains(int layer) => _layers.Contains(layer);

    /// <inheritdoc/>
    public bool Equals(LayerSet? other) => other is not null && _layers.SetEquals(other._layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _layers.Aggregate(_layers.Count, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _layers.Select(l => l.ToString(CultureInfo.InvariantCulture)));
}
