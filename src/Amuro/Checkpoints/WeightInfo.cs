using System.Collections.Immutable;

namespace Amuro.Checkpoints;

/// <summary>What a weight file says of one weight.</summary>
/// <param name="Name">Name in the file, for example <c>model.norm.weight</c>.</param>
/// <param name="Type">Number format.</param>
/// <param name="Shape">Sizes of the dimensions; empty for a single number.</param>
public sealed record WeightInfo(string Name, WeightType Type, ImmutableArray<long> Shape)
{
    /// <summary>Number of elements: the product of the shape, 1 for a single number.</summary>
    public long Elements
    {
        get
        {
            long product = 1;
            foreach (long size in Shape)
            {
                product = checked(product * size);
            }

            return product;
        }
    }

    /// <summary>Size of the data in bytes.</summary>
    public long Bytes => checked(Elements * BytesPerElement(Type));

    /// <summary>The shape as people write it, for example <c>[48, 96]</c>.</summary>
    public string ShapeText => Describe(Shape);

    internal static string Describe(IEnumerable<long> shape) =>
        "[" + string.Join(", ", shape.Select(s => s.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";

    internal static int BytesPerElement(WeightType type) => type switch
    {
        WeightType.Float64 or WeightType.Int64 => 8,
        WeightType.Float32 or WeightType.Int32 => 4,
        WeightType.Float16 or WeightType.BFloat16 or WeightType.Int16 => 2,
        _ => 1,
    };

    /// <inheritdoc/>
    public bool Equals(WeightInfo? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Length);
}
