using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Amuro.Checkpoints.Pickle;

/// <summary>
/// Reads the pickles that <c>torch.save</c> writes. It knows the operations that build plain values and the globals of
/// <see cref="PickleGlobals"/>; anything else ends the reading with an error that names it. Nothing is ever executed, nothing
/// recurses over the data, and the number of values is bounded.
/// </summary>
/// <remarks>
/// Source: Python's pickletools. Values: null, bool, long, BigInteger, double, string, <c>object?[]</c> (tuple), List, Dictionary,
/// <see cref="PickleGlobal"/>, <see cref="StorageReference"/>, <see cref="TensorReference"/>.
/// </remarks>
internal ref partial struct PickleReader
{
    /// <summary>Longest pickle that is looked at. That of a model of 100,000 tensors has about 15 MB.</summary>
    public const int MaxBytes = 1 << 25;

    private const int MaxValues = 1 << 22;

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;
    private int _operation;
    private int _values;

    private PickleReader(string path, ReadOnlySpan<byte> bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    /// <summary>Reads one pickle from the beginning of <paramref name="bytes"/>.</summary>
    /// <param name="path">What errors name.</param>
    /// <param name="bytes">The pickle and what follows it.</param>
    /// <param name="used">Bytes of the pickle.</param>
    public static object? Read(string path, ReadOnlySpan<byte> bytes, out int used)
    {
        var reader = new PickleReader(path, bytes);
        object? value = reader.Run();
        used = reader._at;
        return value;
    }

    private object? Run()
    {
        while (true)
        {
            _operation = _at;
            byte code = Take(1)[0];
            if (code == PickleCode.Stop)
            {
                return Pop();
            }

            Step(code);
        }
    }

    private void Step(byte code)
    {
        switch (code)
        {
            case PickleCode.Protocol:
                if (Take(1)[0] > 5)
                {
                    throw Bad("a protocol of at most 5", _bytes[_at - 1].ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                break;
            case PickleCode.Frame: Take(8); break;
            case PickleCode.Mark: _marks.Add(_stack.Count); break;
            case PickleCode.Pop: Pop(); break;
            case PickleCode.PopMark: PopToMark(); break;
            case PickleCode.Duplicate: Push(Top()); break;
            case PickleCode.None: Push(null); break;
            case PickleCode.True: Push(true); break;
            case PickleCode.False: Push(false); break;
            case PickleCode.Int1: Push((long)Take(1)[0]); break;
            case PickleCode.Int2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case PickleCode.Int4: Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case PickleCode.Long1: Push(Long(Take(Take(1)[0]))); break;
            case PickleCode.Float: Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case PickleCode.ShortString: Push(Encoding.Latin1.GetString(Take(Take(1)[0]))); break;
            case PickleCode.String: Push(Encoding.Latin1.GetString(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))))); break;
            case PickleCode.ShortUnicode: Push(Text(Take(Take(1)[0]))); break;
            case PickleCode.Unicode: Push(Text(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))))); break;
            case PickleCode.Unicode8: Push(Text(Take(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))))); break;
            case PickleCode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleCode.Tuple1: Push(PopMany(1)); break;
            case PickleCode.Tuple2: Push(PopMany(2)); break;
            case PickleCode.Tuple3: Push(PopMany(3)); break;
            case PickleCode.Tuple: Push(PopToMark()); break;
            case PickleCode.EmptyList: Push(new List<object?>()); break;
            case PickleCode.List: Push(PopToMark().ToList()); break;
            case PickleCode.Append: Extend(PopMany(1)); break;
            case PickleCode.Appends: Extend(PopToMark()); break;
            case PickleCode.EmptyDictionary: Push(new Dictionary<object, object?>()); break;
            case PickleCode.Dictionary:
                object?[] content = PopToMark();
                Push(new Dictionary<object, object?>());
                Set(content);
                break;
            case PickleCode.SetItem: Set(PopMany(2)); break;
            case PickleCode.SetItems: Set(PopToMark()); break;
            case PickleCode.Put1: Remember(Take(1)[0]); break;
            case PickleCode.Put4: Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case PickleCode.Memoize: Remember((uint)_memo.Count); break;
            case PickleCode.Get1: Recall(Take(1)[0]); break;
            case PickleCode.Get4: Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case PickleCode.Global:
                string module = Line();
                Push(Global(module, Line()));
                break;
            case PickleCode.StackGlobal:
                object?[] names = PopMany(2);
                Push(names is [string from, string name] ? Global(from, name) : throw Bad("two texts before STACK_GLOBAL", "others"));
                break;
            case PickleCode.Reduce: Reduce(); break;
            case PickleCode.Build: Build(); break;
            case PickleCode.PersistentId:
                Push(PickleGlobals.Storage(Pop()) ?? throw Bad("the storage of a tensor as persistent id", "another value"));
                break;
            default:
                throw Bad("an operation that builds tensors", PickleCode.NameOf(code));
        }
    }

    private readonly PickleGlobal Global(string module, string name) =>
        PickleGlobals.Find(module, name)
        ?? throw Bad("only the globals that rebuild tensors", $"{Printable.Of(module)}.{Printable.Of(name)}; the file is refused and nothing of it was run");

    private void Reduce()
    {
        object?[] both = PopMany(2);
        if (both is not [PickleGlobal callable, object?[] arguments])
        {
            throw Bad("a global and a tuple before REDUCE", "others");
        }

        Push(PickleGlobals.Call(callable, arguments)
            ?? throw Bad($"arguments that fit {callable.Name} and its storage", "others"));
    }

    // A state_dict carries its _metadata as an attribute, which says nothing about weights.
    private void Build()
    {
        object? state = Pop();
        if (Top() is not Dictionary<object, object?> || state is not Dictionary<object, object?>)
        {
            throw Bad("BUILD to give a dictionary attributes", "another use of it");
        }
    }
}
