namespace Amuro.Tasks.Loading.Arrow;

/// <summary>A table of a FlatBuffers message: fields by number, each there or not. Every read is checked.</summary>
/// <param name="data">The whole message.</param>
/// <param name="position">Where the table begins.</param>
internal readonly struct FlatTable(FileBytes data, long position)
{
    public static FlatTable Root(FileBytes data) => new(data, (uint)data.I32(0));

    public bool Has(int field) => Field(field) > 0;

    public byte Byte(int field, byte missing = 0) => Field(field) is > 0 and long at ? data.U8(at) : missing;

    public short Short(int field, short missing = 0) => Field(field) is > 0 and long at ? (short)data.U16(at) : missing;

    public int Int(int field, int missing = 0) => Field(field) is > 0 and long at ? data.I32(at) : missing;

    public long Long(int field, long missing = 0) => Field(field) is > 0 and long at ? data.I64(at) : missing;

    public string Text(int field)
    {
        if (Field(field) is not (> 0 and long at))
        {
            return "";
        }

        long start = Target(at);
        return data.Text(start + 4, data.I32(start));
    }

    public FlatTable? Table(int field) => Field(field) is > 0 and long at ? new FlatTable(data, Target(at)) : null;

    /// <summary>The elements of a vector of structs of some size, as bytes; none if the field is not there.</summary>
    public FileBytes Structs(int field, int size, out int count)
    {
        count = 0;
        if (Field(field) is not (> 0 and long at))
        {
            return data.Slice(0, 0);
        }

        long start = Target(at);
        count = data.I32(start);
        return data.Slice(start + 4, (long)count * size);
    }

    public FlatTable[] Tables(int field)
    {
        FileBytes offsets = Structs(field, 4, out int count);
        long start = count == 0 ? 0 : Target(Field(field)) + 4;
        var tables = new FlatTable[count];
        for (int i = 0; i < count; i++)
        {
            tables[i] = new FlatTable(data, start + (4L * i) + (uint)offsets.I32(4L * i));
        }

        return tables;
    }

    public AmuroException Error(string expected, string found) => data.Error(position, expected, found);

    private long Target(long at) => at + (uint)data.I32(at);

    // 0 where the field is not there.
    private long Field(int number)
    {
        long vtable = position - data.I32(position);
        int slot = 4 + (2 * number);
        int offset = slot + 2 <= data.U16(vtable) ? data.U16(vtable + slot) : 0;
        return offset == 0 ? 0 : position + offset;
    }
}
