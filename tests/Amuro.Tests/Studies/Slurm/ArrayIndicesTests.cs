using Amuro.Studies.Slurm;
using FsCheck.Xunit;

namespace Amuro.Tests.Studies.Slurm;

public class ArrayIndicesTests
{
    [Theory]
    [InlineData("7", new[] { 7 })]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("3,5-6,9", new[] { 3, 5, 6, 9 })]
    [InlineData("0-3%2", new[] { 0, 1, 2, 3 })]
    [InlineData("0-9:4,20", new[] { 0, 4, 8, 20 })]
    public void WhatSlurmWritesIsRead(string text, int[] expected) => Assert.Equal(expected, ArrayIndices.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("1,...")]
    public void WhatItDoesNotWriteIsAMistake(string text) =>
        Assert.Contains($"found '{text}'", Assert.Throws<AmuroException>(() => ArrayIndices.Parse(text)).Message, StringComparison.Ordinal);

    [Property]
    public bool WhatIsWrittenIsReadAgain(byte[] indices) =>
        indices.Length == 0 || ArrayIndices.Parse(ArrayIndices.Format(indices.Select(i => (int)i))).SequenceEqual(indices.Select(i => (int)i).Distinct().Order());
}
