namespace Amuro.Runtime;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998), seeded as Python's <c>random.seed</c> seeds it: only for numbers that must equal those
/// of a Python program. Everything of Amuro's own draws from <c>SeededRandom</c>.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <summary>Creates the generator of <c>random.Random(seed)</c>.</summary>
    public MersenneTwister(uint seed)
    {
        Fill(19650218);
        // init_by_array with the one key that a seed below 2^32 is.
        int i = 1;
        for (int k = Size; k > 0; k--)
        {
            _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1664525)) + seed;
            i = Following(i);
        }

        for (int k = Size - 1; k > 0; k--)
        {
            _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1566083941)) - (uint)i;
            i = Following(i);
        }

        _state[0] = 0x80000000;
    }

    /// <summary>Python's <c>random()</c>: 53 bits in [0, 1).</summary>
    public double NextDouble()
    {
        uint a = NextBits() >> 5;
        uint b = NextBits() >> 6;
        return ((a * 67108864.0) + b) / 9007199254740992.0;
    }

    /// <summary>32 random bits.</summary>
    public uint NextBits()
    {
        if (_next == Size)
        {
            Twist();
        }

        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Fill(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Size; i++)
        {
            _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
        }
    }

    private int Following(int i)
    {
        if (i + 1 < Size)
        {
            return i + 1;
        }

        _state[0] = _state[Size - 1];
        return 1;
    }

    private void Twist()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7fffffff);
            _state[i] = _state[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }

        _next = 0;
    }
}
