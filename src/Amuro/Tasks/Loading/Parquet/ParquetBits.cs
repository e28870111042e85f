using System.Numerics;

namespace Amuro.Tasks.Loading.Parquet;

/// <summary>Integers as Parquet packs them: varints, runs and bit-packed groups, deltas.</summary>
internal static class ParquetBits
{
    public static long Varint(FileBytes data, ref long at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = data.U8(at++);
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return (long)value;
            }
        }

        throw data.Error(at, "a number of at most ten bytes", "a longer one");
    }

    public static long ZigZag(FileBytes data, ref long at)
    {
        ulong value = (ulong)Varint(data, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Encoding RLE: runs of one value, and groups of eight bit-packed ones.</summary>
    /// <param name="data">The runs, from their start.</param>
    /// <param name="width">Bits of a value, 0 to 32.</param>
    /// <param name="count">Number of values.</param>
    public static int[] Runs(FileBytes data, int width, int count)
    {
        if (width is < 0 or > 32)
        {
            throw data.Error(0, "values of 0 to 32 bits", $"{width} bits");
        }

        var values = new int[count];
        long at = 0;
        for (int done = 0; done < count;)
        {
            long head = Varint(data, ref at);
            long length = (head >>> 1) * ((head & 1) == 0 ? 1 : 8);
            if (length <= 0 || length > int.MaxValue)
            {
                throw data.Error(at, "a run of one value or more", $"{length}");
            }

            int here = (int)Math.Min(length, count - done);
            if ((head & 1) == 0)
            {
                int bytes = (width + 7) / 8;
                int value = 0;
                for (int b = 0; b < bytes; b++)
                {
                    value |= data.U8(at + b) << (8 * b);
                }

                at += bytes;
                values.AsSpan(done, here).Fill(value);
            }
            else
            {
                for (int i = 0; i < here; i++)
                {
                    values[done + i] = (int)Packed(data, (at * 8) + ((long)i * width), width);
                }

                at += length / 8 * width;
            }

            done += here;
        }

        return values;
    }

    /// <summary>Encoding DELTA_BINARY_PACKED.</summary>
    /// <param name="data">The numbers, from their start.</param>
    /// <param name="most">More numbers than these are refused.</param>
    /// <param name="end">Where they end.</param>
    public static long[] Deltas(FileBytes data, int most, out long end)
    {
        long at = 0;
        long block = Varint(data, ref at);
        long miniblocks = Varint(data, ref at);
        long count = Varint(data, ref at);
        long value = ZigZag(data, ref at);
        if (block <= 0 || block > 1 << 20 || miniblocks <= 0 || miniblocks > block || block % miniblocks != 0 || count < 0 || count > most)
        {
            throw data.Error(at, $"at most {most} numbers in blocks", $"{count} in blocks of {block} and {miniblocks} parts");
        }

        var values = new long[count];
        int done = 0;
        if (count > 0)
        {
            values[done++] = value;
        }

        int perMiniblock = (int)(block / miniblocks);
        while (done < count)
        {
            long least = ZigZag(data, ref at);
            FileBytes widths = data.Slice(at, miniblocks);
            at += miniblocks;
            for (int m = 0; m < miniblocks && done < count; m++)
            {
                int width = widths.U8(m);
                if (width > 64)
                {
                    throw data.Error(at, "differences of at most 64 bits", $"{width} bits");
                }

                for (int i = 0; i < perMiniblock && done < count; i++)
                {
                    value = unchecked(value + least + (long)Packed(data, (at * 8) + ((long)i * width), width));
                    values[done++] = value;
                }

                at += (long)perMiniblock * width / 8;
            }
        }

        end = Math.Min(at, data.Length);
        return values;
    }

    /// <summary>A bit-packed value: the lowest bit of a byte comes first.</summary>
    public static ulong Packed(FileBytes data, long bit, int width)
    {
        ulong value = 0;
        for (int got = 0; got < width;)
        {
            int offset = (int)((bit + got) & 7);
            int take = Math.Min(8 - offset, width - got);
            ulong part = (ulong)(data.U8((bit + got) >> 3) >> offset) & ((1UL << take) - 1);
            value |= part << got;
            got += take;
        }

        return value;
    }

    /// <summary>Bits that the numbers up to one need.</summary>
    public static int WidthOf(int most) => 32 - BitOperations.LeadingZeroCount((uint)most);
}
