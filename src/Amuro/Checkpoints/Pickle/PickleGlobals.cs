using System.Collections.Immutable;
using System.Numerics;

namespace Amuro.Checkpoints.Pickle;

/// <summary>The globals that rebuild tensors, and what they build. Everything else is refused by name.</summary>
/// <remarks>Source: torch/_utils.py and torch/_weights_only_unpickler.py of PyTorch 2.</remarks>
internal static class PickleGlobals
{
    private const int MaxDimensions = 64;

    private static readonly Dictionary<string, PickleGlobal> Allowed = Make();

    public static PickleGlobal? Find(string module, string name) => Allowed.GetValueOrDefault($"{module}.{name}");

    /// <summary>What <c>callable(*arguments)</c> gives; null if the arguments do not fit.</summary>
    public static object? Call(PickleGlobal callable, object?[] arguments) => callable.Kind switch
    {
        PickleGlobalKind.OrderedDictionary => NewDictionary(arguments),
        PickleGlobalKind.Tensor => NewTensor(arguments),
        PickleGlobalKind.Parameter => arguments is [TensorReference tensor, ..] ? tensor : null,
        PickleGlobalKind.Inert => InertValue.Instance,
        _ => null,
    };

    /// <summary>The storage that a persistent id names: ("storage", type, key, location, elements[, view]); null if it is none.</summary>
    public static StorageReference? Storage(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts
            || parts is not ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } type, string key, string, long elements, ..]
            || elements < 0
            || elements > long.MaxValue / 8)
        {
            return null;
        }

        // The oldest files let one storage be a part of another: (key, first element, elements).
        return parts.Length == 5 || parts[5] is null
            ? new StorageReference(key, type.Type, elements, 0, elements)
            : parts[5] is object?[] and [string, long first, long count] && first >= 0 && count >= 0 && first <= elements - count
                ? new StorageReference(key, type.Type, elements, first, count)
                : null;
    }

    private static Dictionary<object, object?>? NewDictionary(object?[] arguments)
    {
        var result = new Dictionary<object, object?>();
        if (arguments.Length == 0)
        {
            return result;
        }

        if (arguments is not [List<object?> items])
        {
            return null;
        }

        foreach (object? item in items)
        {
            object?[]? pair = item as object?[] ?? (item as List<object?>)?.ToArray();
            if (pair is not { Length: 2 } || !IsKey(pair[0]) || !result.TryAdd(pair[0]!, pair[1]))
            {
                return null;
            }
        }

        return result;
    }

    public static bool IsKey(object? value) => value is string or long or BigInteger or bool;

    private static TensorReference? NewTensor(object?[] arguments)
    {
        if (arguments is not [StorageReference storage, long offset, object?[] sizes, object?[] steps, ..]
            || arguments.Length > 7
            || sizes.Length != steps.Length
            || sizes.Length > MaxDimensions
            // A conjugated or negated view: only complex numbers have these.
            || (arguments.Length == 7 && arguments[6] is not (null or Dictionary<object, object?> { Count: 0 })))
        {
            return null;
        }

        ImmutableArray<long> shape = Numbers(sizes), strides = Numbers(steps);
        return !shape.IsDefault && !strides.IsDefault && offset >= 0 && Fits(storage, offset, shape, strides)
            ? new TensorReference(storage, offset, shape, strides)
            : null;
    }

    private static ImmutableArray<long> Numbers(object?[] values)
    {
        var result = ImmutableArray.CreateBuilder<long>(values.Length);
        foreach (object? value in values)
        {
            if (value is not long number || number < 0)
            {
                return default;
            }

            result.Add(number);
        }

        return result.MoveToImmutable();
    }

    // No element outside the storage, and no more elements than it has: a few bytes must not claim to be a terabyte.
    private static bool Fits(StorageReference storage, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        Int128 elements = 1, last = offset;
        if (shape.Contains(0))
        {
            return offset <= storage.Count;
        }

        for (int d = 0; d < shape.Length; d++)
        {
            elements *= shape[d];
            last += (Int128)(shape[d] - 1) * strides[d];
            if (elements > storage.Count || last >= storage.Count)
            {
                return false;
            }
        }

        return last < storage.Count;
    }

    private static Dictionary<string, PickleGlobal> Make()
    {
        PickleGlobal[] all =
        [
            new("collections.OrderedDict", PickleGlobalKind.OrderedDictionary),
            new("torch._utils._rebuild_tensor", PickleGlobalKind.Tensor),
            new("torch._utils._rebuild_tensor_v2", PickleGlobalKind.Tensor),
            new("torch._utils._rebuild_parameter", PickleGlobalKind.Parameter),
            new("torch.Size", PickleGlobalKind.Inert),
            new("torch.device", PickleGlobalKind.Inert),
            .. ((string[])["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"])
                .Select(n => new PickleGlobal("torch." + n, PickleGlobalKind.Inert)),
            .. ((string[])["torch.", "torch.cuda.", "torch.storage."]).SelectMany(Storages),
        ];
        return all.ToDictionary(g => g.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<PickleGlobal> Storages(string module)
    {
        (string Name, WeightType Type)[] types =
        [
            ("Double", WeightType.Float64), ("Float", WeightType.Float32), ("Half", WeightType.Float16), ("BFloat16", WeightType.BFloat16),
            ("Long", WeightType.Int64), ("Int", WeightType.Int32), ("Short", WeightType.Int16), ("Char", WeightType.Int8),
            ("Byte", WeightType.UInt8), ("Bool", WeightType.Bool),
        ];
        return types.Select(t => new PickleGlobal($"{module}{t.Name}Storage", PickleGlobalKind.Storage, t.Type));
    }
}
