using System.Numerics;
using Amuro.Runtime;
using MathNet.Numerics.Distributions;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// The generator xoshiro256** of Blackman and Vigna 2021 (ACM TOMS 47:36), seeded by SplitMix64:
/// the same numbers for the same seed on every machine and in every version of .NET.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Creates the generator.</summary>
    /// <param name="seed">The seed; every value is good.</param>
    public SeededRandom(long seed)
    {
        ulong state = (ulong)seed;
        _s0 = SplitMix.Next(ref state);
        _s1 = SplitMix.Next(ref state);
        _s2 = SplitMix.Next(ref state);
        _s3 = SplitMix.Next(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="exclusive"/> - 1, each equally likely (Lemire 2019, arXiv 1805.10941).</summary>
    /// <param name="exclusive">Upper end, excluded; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusive"/> is below 1.</exception>
    public int Next(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusive, 1);
        ulong range = (ulong)exclusive;
        ulong high = Math.BigMul(NextBits(), range, out ulong low);
        if (low < range)
        {
            ulong threshold = unchecked(0UL - range) % range;
            while (low < threshold)
            {
                high = Math.BigMul(NextBits(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>The generator of one block of a larger work, so that blocks can be done in any order and by any thread.</summary>
    internal static SeededRandom OfBlock(long seed, int block)
    {
        ulong state = (ulong)seed;
        return new SeededRandom((long)(SplitMix.Next(ref state) + ((ulong)block * 0x9E3779B97F4A7C15UL)));
    }

    /// <summary>Fills a list with numbers from 0 to <paramref name="exclusive"/> - 1, two from each draw of 64 bits (Lemire 2019).</summary>
    internal void Fill(Span<int> numbers, int exclusive)
    {
        uint range = (uint)exclusive, threshold = (0u - range) % range;
        int i = 0;
        while (i < numbers.Length)
        {
            ulong bits = NextBits();
            ulong first = (bits & 0xFFFFFFFF) * range, second = (bits >> 32) * range;
            numbers[i] = (int)(first >> 32);
            i += (uint)first >= threshold ? 1 : 0;
            if (i < numbers.Length)
            {
                numbers[i] = (int)(second >> 32);
                i += (uint)second >= threshold ? 1 : 0;
            }
        }
    }

    /// <summary>A number in the open interval (0, 1).</summary>
    public double NextDouble() => ((NextBits() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>A number from the standard normal distribution, by inversion.</summary>
    public double NextNormal() => Normal.InvCDF(0, 1, NextDouble());
}
