namespace Amuro.Tokenization;

/// <summary>A part of a text: UTF-16 units [Start, End) of Text.</summary>
internal readonly record struct TextPiece(string Text, int Start, int End)
{
    public int Length => End - Start;

    public ReadOnlySpan<char> Span => Text.AsSpan(Start, End - Start);
}

/// <summary>UTF-16 units [Start, End) of a text that is known from elsewhere.</summary>
internal readonly record struct TextRange(int Start, int End);

/// <summary>A range that is an added token (Id) or, with Id -1, text between added tokens.</summary>
internal readonly record struct TextCut(int Start, int End, int Id);
