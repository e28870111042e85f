using System.Buffers.Binary;
using System.Text;

namespace Amuro.Tests.Checkpoints.Pickle;

/// <summary>Writes pickles operation by operation, good ones and bad ones.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    public PickleWriter Raw(params byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleWriter Op(char code) => Raw((byte)code);

    public PickleWriter Start() => Raw(0x80, 2);

    public PickleWriter Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public PickleWriter Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Op('X').Raw(length).Raw(utf8);
    }

    public PickleWriter Int(long number)
    {
        if (number is >= 0 and < 256)
        {
            return Op('K').Raw((byte)number);
        }

        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public PickleWriter Tuple(IEnumerable<long> numbers)
    {
        Op('(');
        foreach (long number in numbers)
        {
            Int(number);
        }

        return Op('t');
    }

    /// <summary>A tensor as torch.save writes it; <paramref name="extended"/> adds the last field of the older format's storages.</summary>
    public PickleWriter Tensor(string type, string key, long elements, long offset, long[] shape, long[] strides, bool extended = false)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op('(');
        Op('(').Text("storage").Global("torch", type + "Storage").Text(key).Text("cpu").Int(elements);
        if (extended)
        {
            Op('N');
        }

        Op('t').Op('Q');
        return Int(offset).Tuple(shape).Tuple(strides).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Op('t').Op('R');
    }
}
