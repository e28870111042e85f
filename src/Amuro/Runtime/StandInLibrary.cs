using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Amuro.Runtime;

/// <summary>
/// A library without code that the loader takes for a file at another path: the path is its SONAME, and glibc's loader
/// compares a name that it is asked for with the SONAMEs of what is loaded before it opens a file.
/// </summary>
/// <remarks>Layout after the System V gABI, chapters 4 and 5: file header, program headers, dynamic section, hash, symbols, names.</remarks>
internal static class StandInLibrary
{
    private const int FileHeader = 64;
    private const int ProgramHeader = 56;
    private const int Dynamic = FileHeader + (3 * ProgramHeader);
    private const int DynamicSize = 8 * 16;
    private const int Hash = Dynamic + DynamicSize;
    private const int Symbols = Hash + 16;
    private const int Names = Symbols + 24;
    private const int PageSize = 0x10000; // the largest of any Linux system

    /// <summary>The file's bytes, for this process's architecture.</summary>
    /// <param name="path">The path that it stands in for.</param>
    /// <param name="needed">A library that it needs: a symbol looked up in the stand-in is found there.</param>
    public static byte[] Image(string path, string needed)
    {
        byte[] names = [0, .. Encoding.UTF8.GetBytes(path), 0, .. Encoding.UTF8.GetBytes(needed), 0];
        byte[] image = new byte[Names + names.Length];
        int neededAt = Encoding.UTF8.GetByteCount(path) + 2;

        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(image);
        Write16(0x10, 3); // a shared object
        Write16(0x12, (ushort)(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 183 : 62));
        Write32(0x14, 1);
        Write64(0x20, FileHeader);
        Write16(0x34, FileHeader);
        Write16(0x36, ProgramHeader);
        Write16(0x38, 3);

        // Writable, because the loader writes addresses into the dynamic section; the stack need not be executable.
        Program(0, type: 1, offset: 0, size: image.Length, alignment: PageSize);
        Program(1, type: 2, offset: Dynamic, size: DynamicSize, alignment: 8);
        Program(2, type: 0x6474e551, offset: 0, size: 0, alignment: 16);

        (int Tag, long Value)[] entries =
            [(1, neededAt), (14, 1), (4, Hash), (5, Names), (6, Symbols), (10, names.Length), (11, 24), (0, 0)];
        for (int i = 0; i < entries.Length; i++)
        {
            Write64(Dynamic + (16 * i), entries[i].Tag);
            Write64(Dynamic + (16 * i) + 8, entries[i].Value);
        }

        Write32(Hash, 1); // one bucket, one symbol: the empty one
        Write32(Hash + 4, 1);
        names.CopyTo(image, Names);
        return image;

        void Program(int index, uint type, long offset, long size, long alignment)
        {
            int at = FileHeader + (index * ProgramHeader);
            Write32(at, type);
            Write32(at + 4, 6); // read and write
            foreach (int place in (int[])[0x08, 0x10, 0x18])
            {
                Write64(at + place, offset);
            }

            Write64(at + 0x20, size);
            Write64(at + 0x28, size);
            Write64(at + 0x30, alignment);
        }

        void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);

        void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);

        void Write64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(at), value);
    }
}
