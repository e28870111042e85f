using System.Collections.Immutable;

namespace Amuro.Checkpoints.Pickle;

/// <summary>A name of a Python module that a pickle may mention. It is data here: nothing of that name exists or runs.</summary>
internal sealed record PickleGlobal(string Name, PickleGlobalKind Kind, WeightType Type = default);

/// <summary>What the reader does with a global.</summary>
internal enum PickleGlobalKind
{
    /// <summary>A dictionary that keeps its order.</summary>
    OrderedDictionary,

    /// <summary>A view of a storage, with its offset, shape and strides.</summary>
    Tensor,

    /// <summary>A tensor wrapped as a parameter of a module.</summary>
    Parameter,

    /// <summary>The element type of a storage.</summary>
    Storage,

    /// <summary>A value that says nothing about weights (a shape, a device, a number format); it is kept as an empty mark.</summary>
    Inert,
}

/// <summary>A run of numbers in the file. <paramref name="First"/> and <paramref name="Count"/> are a part of it, in elements.</summary>
internal sealed record StorageReference(string Key, WeightType Type, long Elements, long First, long Count);

/// <summary>A tensor as a view of a storage: offset, shape and strides in elements.</summary>
internal sealed record TensorReference(
    StorageReference Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides);

/// <summary>Stands for values whose content does not matter.</summary>
internal sealed class InertValue
{
    public static readonly InertValue Instance = new();
}
