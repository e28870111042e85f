using System.Buffers.Binary;
using System.Text;

namespace Amuro.Runtime;

/// <summary>Edits the symbol versions that a 64-bit little-endian ELF library needs (section .gnu.version_r).</summary>
internal static class ElfSymbolVersions
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const int FileHeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int EntrySize = 16; // of a Verneed as of a Vernaux
    private const ushort Weak = 2;

    /// <summary>Marks a needed version as weak, so that a system without it may still load the library.</summary>
    /// <param name="image">The whole file; changed in place, and only if the version is found in a file without faults.</param>
    /// <param name="version">For example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether the version was found; false for anything that is not a whole ELF file.</returns>
    public static bool MakeWeak(Span<byte> image, string version)
    {
        List<int> flags = [];
        if (!Find(image, [.. Encoding.ASCII.GetBytes(version), 0], flags))
        {
            return false;
        }

        foreach (int offset in flags)
        {
            ushort old = BinaryPrimitives.ReadUInt16LittleEndian(image[offset..]);
            BinaryPrimitives.WriteUInt16LittleEndian(image[offset..], (ushort)(old | Weak));
        }

        return flags.Count > 0;
    }

    private static bool Find(ReadOnlySpan<byte> image, byte[] wanted, List<int> flags)
    {
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (image.Length < FileHeaderSize || !image.StartsWith(identification))
        {
            return false;
        }

        long sections = BinaryPrimitives.ReadInt64LittleEndian(image[0x28..]);
        int headerSize = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3a..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3c..]);
        for (int s = 0; s < count; s++)
        {
            if (!Slice(image, sections + ((long)s * headerSize), SectionHeaderSize, out ReadOnlySpan<byte> header))
            {
                return false;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != VersionNeedSection)
            {
                continue;
            }

            uint stringSection = BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            if (!Slice(image, sections + (stringSection * headerSize), SectionHeaderSize, out ReadOnlySpan<byte> stringHeader))
            {
                return false;
            }

            long needs = BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]);
            long strings = BinaryPrimitives.ReadInt64LittleEndian(stringHeader[0x18..]);
            uint libraries = BinaryPrimitives.ReadUInt32LittleEndian(header[0x2c..]);
            if (!FindInSection(image, needs, libraries, strings, wanted, flags))
            {
                return false;
            }
        }

        return true;
    }

    // A Verneed for each library, and in it a chain of Vernaux, one for each version of that library. In a sound file the
    // entries do not overlap, so there are never more of them than fit into it: damaged links cannot keep this going.
    private static bool FindInSection(ReadOnlySpan<byte> image, long need, uint libraries, long strings, byte[] wanted, List<int> flags)
    {
        int most = image.Length / EntrySize;
        int seen = 0;
        for (uint l = 0; l < libraries; l++)
        {
            if (++seen > most || !Slice(image, need, EntrySize, out ReadOnlySpan<byte> library))
            {
                return false;
            }

            int versions = BinaryPrimitives.ReadUInt16LittleEndian(library[2..]);
            long auxiliary = need + BinaryPrimitives.ReadUInt32LittleEndian(library[8..]);
            for (int v = 0; v < versions; v++)
            {
                if (++seen > most || !Slice(image, auxiliary, EntrySize, out ReadOnlySpan<byte> entry))
                {
                    return false;
                }

                long name = strings + BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
                if (Slice(image, name, wanted.Length, out ReadOnlySpan<byte> text) && text.SequenceEqual(wanted))
                {
                    flags.Add((int)auxiliary + 4);
                }

                auxiliary += BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            }

            need += BinaryPrimitives.ReadUInt32LittleEndian(library[12..]);
        }

        return true;
    }

    private static bool Slice(ReadOnlySpan<byte> image, long offset, int length, out ReadOnlySpan<byte> slice)
    {
        bool inside = offset >= 0 && offset <= image.Length - length;
        slice = inside ? image.Slice((int)offset, length) : default;
        return inside;
    }
}
