using System.Globalization;

namespace Amuro.Checkpoints.Pickle;

/// <summary>Operations of a pickle that the reader knows; the names of the others are for its errors.</summary>
/// <remarks>Source: Python's pickle.py.</remarks>
internal static class PickleCode
{
    public const byte
        Protocol = 0x80, Frame = 0x95, Stop = (byte)'.', Mark = (byte)'(', Pop = (byte)'0', PopMark = (byte)'1', Duplicate = (byte)'2',
        None = (byte)'N', True = 0x88, False = 0x89, Int1 = (byte)'K', Int2 = (byte)'M', Int4 = (byte)'J', Long1 = 0x8a, Float = (byte)'G',
        ShortString = (byte)'U', String = (byte)'T', ShortUnicode = 0x8c, Unicode = (byte)'X', Unicode8 = 0x8d,
        EmptyTuple = (byte)')', Tuple = (byte)'t', Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87,
        EmptyList = (byte)']', List = (byte)'l', Append = (byte)'a', Appends = (byte)'e',
        EmptyDictionary = (byte)'}', Dictionary = (byte)'d', SetItem = (byte)'s', SetItems = (byte)'u',
        Put1 = (byte)'q', Put4 = (byte)'r', Memoize = 0x94, Get1 = (byte)'h', Get4 = (byte)'j',
        Global = (byte)'c', StackGlobal = 0x93, Reduce = (byte)'R', Build = (byte)'b', PersistentId = (byte)'Q';

    private static readonly Dictionary<byte, string> Refused = new()
    {
        [(byte)'i'] = "INST", [(byte)'o'] = "OBJ", [0x81] = "NEWOBJ", [0x92] = "NEWOBJ_EX", [(byte)'P'] = "PERSID",
        [0x82] = "EXT1", [0x83] = "EXT2", [0x84] = "EXT4", [0x8b] = "LONG4", [0x97] = "NEXT_BUFFER", [0x98] = "READONLY_BUFFER",
        [(byte)'I'] = "INT", [(byte)'L'] = "LONG", [(byte)'F'] = "FLOAT", [(byte)'S'] = "STRING", [(byte)'V'] = "UNICODE",
        [(byte)'B'] = "BINBYTES", [(byte)'C'] = "SHORT_BINBYTES", [0x8e] = "BINBYTES8", [0x96] = "BYTEARRAY8",
        [(byte)'p'] = "PUT", [(byte)'g'] = "GET", [0x8f] = "EMPTY_SET", [0x90] = "ADDITEMS", [0x91] = "FROZENSET",
    };

    public static string NameOf(byte code) =>
        Refused.TryGetValue(code, out string? name) ? name : string.Create(CultureInfo.InvariantCulture, $"the unknown operation 0x{code:X2}");
}
