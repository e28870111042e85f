using Amuro.Runtime;

namespace Amuro.Tests.Runtime;

public class ElfSymbolVersionsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    // vna_flags is two bytes; VER_FLG_WEAK is 2 (System V gABI, Linux extensions, symbol versioning).
    private const byte Weak = 2;

    private static readonly string? Library = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories)
        .FirstOrDefault();

    [SkippableFact]
    public void ChangesOneFlagOfTheRealLibraryAndNothingElse()
    {
        byte[] original = RealLibrary();
        byte[] patched = [.. original];
        Assert.True(ElfSymbolVersions.MakeWeak(patched, Version));

        int[] changed = [.. Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i])];
        int only = Assert.Single(changed);
        Assert.Equal(0, original[only]);
        Assert.Equal(Weak, patched[only]);
        Assert.Equal(HashOf(Version), BitConverter.ToUInt32(patched, only - 4));
    }

    [SkippableFact]
    public void TheSecondCallChangesNothing()
    {
        byte[] once = RealLibrary();
        Assert.True(ElfSymbolVersions.MakeWeak(once, Version));
        byte[] twice = [.. once];
        Assert.True(ElfSymbolVersions.MakeWeak(twice, Version));
        Assert.True(once.AsSpan().SequenceEqual(twice));
    }

    [SkippableTheory]
    [InlineData("GLIBCXX_3.4.3")] // a version whose name begins like another's
    [InlineData("GLIBCXX_3.4.320")]
    [InlineData("NOT_THERE_1")]
    public void AVersionThatIsNotNeededIsNotFound(string version)
    {
        byte[] original = RealLibrary();
        byte[] image = [.. original];
        Assert.False(ElfSymbolVersions.MakeWeak(image, version));
        Assert.True(original.AsSpan().SequenceEqual(image));
    }

    [SkippableFact]
    public void ATruncatedLibraryIsRefusedUnchanged()
    {
        byte[] original = RealLibrary();
        foreach (int length in (int[])[0, 1, 6, 63, 64, 65, 1000, original.Length / 2, original.Length - 65, original.Length - 1])
        {
            byte[] image = original[..length];
            Assert.False(ElfSymbolVersions.MakeWeak(image, Version)); // the section headers are the last thing of the file
            Assert.True(original.AsSpan(0, length).SequenceEqual(image));
        }
    }

    [SkippableFact]
    public void DamagedHeadersNeverThrow()
    {
        byte[] original = RealLibrary();
        long sections = BitConverter.ToInt64(original, 0x28);
        int[] places = [.. Enumerable.Range(0x10, 48), .. Enumerable.Range((int)sections, original.Length - (int)sections)];
        Random random = new(7);
        byte[] image = [.. original];
        for (int round = 0; round < 500; round++)
        {
            int[] damaged = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => places[random.Next(places.Length)])];
            Array.ForEach(damaged, p => image[p] = (byte)random.Next(256));
            byte[] before = [.. image[..64]];
            ElfSymbolVersions.MakeWeak(image, Version);
            Assert.Equal(before, image[..64]);
            Array.ForEach(damaged, p => image[p] = original[p]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(4096)]
    public void WhatIsNotAnElfFileIsRefused(int length)
    {
        byte[] garbage = new byte[length];
        new Random(3).NextBytes(garbage);
        byte[] image = [.. garbage];
        Assert.False(ElfSymbolVersions.MakeWeak(image, Version));
        Assert.Equal(garbage, image);
    }

    private static byte[] RealLibrary()
    {
        Skip.If(Library is null, $"no libLibTorchSharp.so under {AppContext.BaseDirectory}: another platform's backend was chosen");
        return File.ReadAllBytes(Library!);
    }

    // The hash of System V symbol tables, which a version entry keeps beside its name.
    private static uint HashOf(string name)
    {
        uint hash = 0;
        foreach (char c in name)
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }
}
