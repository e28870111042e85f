namespace Amuro.Checkpoints.Pickle;

/// <summary>What a file of <c>torch.save</c> holds: tensors by name, and the first byte of each storage.</summary>
internal sealed record TorchContent(Dictionary<string, TensorReference> Tensors, Dictionary<string, long> StorageStarts)
{
    /// <summary>The tensors of a state_dict, or an error if the object is no dictionary of tensors.</summary>
    public static Dictionary<string, TensorReference> TensorsOf(string path, object? root)
    {
        if (root is not Dictionary<object, object?> dictionary)
        {
            throw new AmuroException($"{path}: expected a dictionary of tensors, found {Describe(root)}.");
        }

        var result = new Dictionary<string, TensorReference>(StringComparer.Ordinal);
        foreach ((object key, object? value) in dictionary)
        {
            if (key is not string name || value is not TensorReference tensor)
            {
                throw new AmuroException(
                    $"{path}: expected names and tensors, found {Describe(value)} at {Printable.Of(key.ToString()!)}; only the state_dict of a model can be read.");
            }

            result.Add(name, tensor);
        }

        return result;
    }

    /// <summary>Every storage once. Two tensors must not see one storage as different things.</summary>
    public static IEnumerable<StorageReference> StoragesOf(string path, Dictionary<string, TensorReference> tensors)
    {
        var seen = new Dictionary<string, StorageReference>(StringComparer.Ordinal);
        foreach (StorageReference storage in tensors.Values.Select(t => t.Storage))
        {
            if (!seen.TryAdd(storage.Key, storage) && (seen[storage.Key].Type, seen[storage.Key].Elements) != (storage.Type, storage.Elements))
            {
                throw new AmuroException($"{path}: storage {Printable.Of(storage.Key)}: expected one type and size, found two.");
            }
        }

        return seen.Values;
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        string => "a text",
        bool or long or double or System.Numerics.BigInteger => "a number",
        Dictionary<object, object?> => "a dictionary",
        List<object?> => "a list",
        object?[] => "a tuple",
        TensorReference => "a tensor",
        PickleGlobal global => global.Name,
        _ => "another value",
    };
}
