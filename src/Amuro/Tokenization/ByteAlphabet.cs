using System.Text;

namespace Amuro.Tokenization;

/// <summary>
/// The 256 characters that stand for bytes in byte-level vocabularies: printable Latin-1 stands for itself,
/// the 68 other bytes are U+0100, U+0101, ... in byte order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = BuildCharacters();
    private static readonly short[] Bytes = BuildBytes();

    /// <summary>The character of a byte.</summary>
    public static char ToChar(byte value) => Characters[value];

    /// <summary>The byte of a character, or -1 for a character outside of the alphabet.</summary>
    public static int ToByte(char unit) => unit < Bytes.Length ? Bytes[unit] : -1;

    /// <summary>UTF-8 of a text, one character a byte. Lone surrogates count as U+FFFD.</summary>
    public static string Map(ReadOnlySpan<char> text)
    {
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        return string.Create(utf8.Length, utf8, static (target, bytes) =>
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                target[i] = Characters[bytes[i]];
            }
        });
    }

    /// <summary>
    /// Bytes of one token: by the alphabet if every character is in it, otherwise its UTF-8 (which is what the
    /// reference does with added tokens: Latin-1 letters in them come out wrong, and must).
    /// </summary>
    public static byte[] ToBytes(string token)
    {
        byte[] result = new byte[token.Length];
        for (int i = 0; i < token.Length; i++)
        {
            int value = ToByte(token[i]);
            if (value < 0)
            {
                return Encoding.UTF8.GetBytes(token);
            }

            result[i] = (byte)value;
        }

        return result;
    }

    private static char[] BuildCharacters()
    {
        var characters = new char[256];
        int next = 0x100;
        for (int value = 0; value < 256; value++)
        {
            bool itself = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = itself ? (char)value : (char)next++;
        }

        return characters;
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[0x100 + 68];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++)
        {
            bytes[Characters[value]] = (short)value;
        }

        return bytes;
    }
}
