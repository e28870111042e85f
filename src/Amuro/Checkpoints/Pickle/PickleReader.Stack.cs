using System.Numerics;
using System.Text;
using Amuro.Runtime;

namespace Amuro.Checkpoints.Pickle;

/// <content>Bytes, stack and memo.</content>
internal ref partial struct PickleReader
{
    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - _at))
        {
            throw Bad(FormattableString.Invariant($"{count} more bytes"), FormattableString.Invariant($"{_bytes.Length - _at}; the file is cut off or damaged"));
        }

        ReadOnlySpan<byte> part = _bytes.Slice(_at, (int)count);
        _at += (int)count;
        return part;
    }

    private string Line()
    {
        int length = _bytes[_at..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Bad("a line", "the end of the pickle");
        }

        string line = Text(Take((ulong)length));
        _at++;
        return line;
    }

    private readonly string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictText.Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new AmuroException(Bad("UTF-8 text", "other bytes").Message, e);
        }
    }

    private static object Long(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes);
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
    }

    private void Count()
    {
        if (++_values > MaxValues)
        {
            throw Bad(FormattableString.Invariant($"at most {MaxValues} values"), "more");
        }
    }

    private readonly object? Top() => _stack.Count > Floor ? _stack[^1] : throw Bad("a value on the stack", "none");

    private readonly object? Pop()
    {
        object? value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private readonly object?[] PopMany(int count)
    {
        if (_stack.Count - Floor < count)
        {
            throw Bad(FormattableString.Invariant($"{count} values on the stack"), "fewer");
        }

        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private readonly object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Bad("a mark on the stack", "none");
        }

        int from = _marks[^1];
        object?[] values = PopMany(_stack.Count - from);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    // What lies below the last mark is out of reach until the mark is taken away.
    private readonly int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private readonly void Extend(object?[] values)
    {
        if (Top() is not List<object?> list)
        {
            throw Bad("a list to append to", "another value");
        }

        list.AddRange(values);
    }

    private readonly void Set(object?[] content)
    {
        if (Top() is not Dictionary<object, object?> dictionary || content.Length % 2 != 0)
        {
            throw Bad("a dictionary and pairs of key and value", "others");
        }

        for (int i = 0; i < content.Length; i += 2)
        {
            if (!PickleGlobals.IsKey(content[i]))
            {
                throw Bad("a text or a number as key", "another value");
            }

            // Python would let the last one win; two readers must not see two models in one file.
            if (!dictionary.TryAdd(content[i]!, content[i + 1]))
            {
                throw Bad("every key once", $"{Printable.Of(content[i]!.ToString()!)} twice");
            }
        }
    }

    private void Remember(uint place)
    {
        Count();
        _memo[place] = Top();
    }

    private void Recall(uint place) =>
        Push(_memo.TryGetValue(place, out object? value) ? value : throw Bad("a remembered value", FormattableString.Invariant($"none at {place}")));

    private readonly AmuroException Bad(string expected, string found) =>
        new(FormattableString.Invariant($"{_path}: pickle, byte {_operation}: expected {expected}, found {found}."));
}
