namespace Amuro.Tokenization.Chat;

/// <summary>Items, fields and slices of values.</summary>
internal static class Members
{
    public static object? Get(object? value, object? key, bool isDot)
    {
        if (value is Undefined undefined)
        {
            throw new TemplateFault(undefined.Message);
        }

        if (key is long or bool)
        {
            return At(value, Values.Integer(key));
        }

        if (key is not string name)
        {
            throw new TemplateFault($"expected a string or an integer as a key, found {Values.Describe(key)}");
        }

        object? item = null;
        bool found = value switch
        {
            MapValue map => map.TryGetValue(name, out item),
            NamespaceValue space => space.Fields.TryGetValue(name, out item),
            LoopValue loop => loop.TryGet(name, out item),
            _ => false,
        };
        return found && !(isDot && value is MapValue && Methods.Find(value, name) is not null) ? item
            : Methods.Find(value, name) ?? (object)new Undefined($"'{name}' of {Values.Describe(value)}");
    }

    public static object Slice(object? value, long? from, long? to, long step)
    {
        if (step == 0)
        {
            throw new TemplateFault("the step of a slice is 0");
        }

        List<object?> items = value is string or List<object?> ? Values.Items(value)
            : throw new TemplateFault($"expected a string or a list to slice, found {Values.Describe(value)}");
        long count = items.Count;
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? count : count - 1;
        long start = from is { } f ? Clamp(f) : step > 0 ? low : high;
        long end = to is { } t ? Clamp(t) : step > 0 ? high : low;
        var result = new List<object?>();
        for (long i = start; step > 0 ? i < end : i > end; i += step)
        {
            result.Add(items[(int)i]);
            if (Math.Abs(step) > count)
            {
                break;
            }
        }

        return value is string ? string.Concat(result) : value is TupleValue ? new TupleValue(result) : result;

        long Clamp(long bound) => Math.Clamp(bound < 0 ? bound + count : bound, low, high);
    }

    private static object? At(object? value, long index)
    {
        if (value is not (string or List<object?>))
        {
            return new Undefined($"item {index} of {Values.Describe(value)}");
        }

        List<object?> items = Values.Items(value);
        long place = index < 0 ? index + items.Count : index;
        return place >= 0 && place < items.Count ? items[(int)place] : new Undefined($"item {index} of {items.Count}");
    }
}
