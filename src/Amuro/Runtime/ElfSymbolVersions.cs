using System.Buffers.Binary;
using System.Text;

namespace Amuro.Runtime;

/// <summary>Edits the symbol versions that a 64-bit little-endian ELF library needs (section .gnu.version_r).</summary>
internal static class ElfSymbolVersions
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>Marks a needed version as weak, so that a system without it may still load the library.</summary>
    /// <param name="image">The whole file; changed in place.</param>
    /// <param name="version">For example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether the version was found.</returns>
    public static bool MakeWeak(Span<byte> image, string version)
    {
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (image.Length < 64 || !image.StartsWith(identification))
        {
            return false;
        }

        byte[] wanted = [.. Encoding.ASCII.GetBytes(version), 0];
        long sections = BinaryPrimitives.ReadInt64LittleEndian(image[0x28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3a..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3c..]);
        bool found = false;
        for (int s = 0; s < count; s++)
        {
            Span<byte> header = image[(int)(sections + (s * entrySize))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == VersionNeedSection)
            {
                int start = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]);
                int stringSection = BinaryPrimitives.ReadInt32LittleEndian(header[0x28..]);
                int strings = (int)BinaryPrimitives.ReadInt64LittleEndian(image[(int)(sections + (stringSection * entrySize) + 0x18)..]);
                found |= MarkInSection(image, start, strings, wanted);
            }
        }

        return found;
    }

    private static bool MarkInSection(Span<byte> image, int need, int strings, byte[] wanted)
    {
        bool found = false;
        for (uint nextNeed = 1; nextNeed != 0; need += (int)nextNeed)
        {
            nextNeed = BinaryPrimitives.ReadUInt32LittleEndian(image[(need + 12)..]);
            int auxiliary = need + BinaryPrimitives.ReadInt32LittleEndian(image[(need + 8)..]);
            for (uint next = 1; next != 0; auxiliary += (int)next)
            {
                next = BinaryPrimitives.ReadUInt32LittleEndian(image[(auxiliary + 12)..]);
                int name = strings + BinaryPrimitives.ReadInt32LittleEndian(image[(auxiliary + 8)..]);
                if (image[name..].StartsWith(wanted))
                {
                    Span<byte> flags = image.Slice(auxiliary + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
                    found = true;
                }
            }
        }

        return found;
    }
}
