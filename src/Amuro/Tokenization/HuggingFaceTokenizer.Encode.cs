using System.Text;

namespace Amuro.Tokenization;

/// <summary>Encoding.</summary>
public sealed partial class HuggingFaceTokenizer
{
    private EncodeBuffers? spare;

    /// <summary>Encodes a text. Added tokens (special ones too) are found in the text whatever <paramref name="addSpecialTokens"/> says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the file's post-processor adds its tokens, such as BOS; true by default, as in the reference.</param>
    /// <returns>The ids.</returns>
    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        EncodeBuffers buffers = Interlocked.Exchange(ref spare, null) ?? new EncodeBuffers();
        buffers.Ids.Clear();
        Run(text, new RunOptions(addSpecialTokens, true, true), buffers, buffers.Ids, null);
        int[] ids = buffers.Ids.Ids.ToArray();
        spare = buffers;
        return ids;
    }

    private void Run(string text, RunOptions options, EncodeBuffers buffers, TokenSink sink, StringBuilder? seen)
    {
        if (options.AddSpecialTokens)
        {
            AddTemplate(post.Before, sink, seen);
        }

        List<TextCut> cuts = Cut(added.Raw, new TextPiece(text, 0, text.Length), buffers.Cuts);
        foreach (TextCut cut in cuts)
        {
            if (cut.Id >= 0)
            {
                AddAdded(text, cut, sink, seen);
                continue;
            }

            var piece = new TextPiece(text, cut.Start, cut.End);
            piece = options.Normalize && normalizer is not null ? normalizer.Apply(piece) : piece;
            List<TextCut> inner = Cut(added.Normalized, piece, buffers.InnerCuts);
            foreach (TextCut part in inner)
            {
                if (part.Id >= 0)
                {
                    AddAdded(piece.Text, part, sink, seen);
                    continue;
                }

                bool atTextStart = cut.Start == 0 && part.Start == piece.Start;
                buffers.Words.Reset(new TextPiece(piece.Text, part.Start, part.End), atTextStart);
                AddWords(buffers.Words, options, sink, seen);
            }
        }

        if (options.AddSpecialTokens)
        {
            AddTemplate(post.After, sink, seen);
        }
    }

    private void AddWords(WordList words, RunOptions options, TokenSink sink, StringBuilder? seen)
    {
        if (options.Split)
        {
            foreach (TextSplitter splitter in splitters)
            {
                splitter.Apply(words);
            }
        }

        TextRange whole = words.Whole;
        sink.Origin = seen is null ? 0 : seen.Length - whole.Start;
        foreach (TextRange word in words.Ranges)
        {
            model.Encode(words.Text.AsSpan(word.Start, word.End - word.Start), word.Start, sink);
        }

        seen?.Append(words.Text, whole.Start, whole.End - whole.Start);
    }

    private static void AddAdded(string text, TextCut cut, TokenSink sink, StringBuilder? seen)
    {
        if (seen is null)
        {
            sink.Add(cut.Id);
            return;
        }

        sink.Origin = seen.Length - cut.Start;
        sink.Add(cut.Id, cut.Start, cut.End, text[cut.Start..cut.End]);
        seen.Append(text, cut.Start, cut.End - cut.Start);
    }

    private static void AddTemplate(IEnumerable<(int Id, string Token)> tokens, TokenSink sink, StringBuilder? seen)
    {
        sink.Origin = seen?.Length ?? 0;
        foreach ((int id, string token) in tokens)
        {
            sink.Add(id, 0, 0, token);
        }
    }

    private static List<TextCut> Cut(AddedTokenMatcher? matcher, TextPiece piece, List<TextCut> cuts)
    {
        cuts.Clear();
        if (matcher is not null)
        {
            matcher.Cut(piece, cuts);
        }
        else if (piece.Length > 0)
        {
            cuts.Add(new TextCut(piece.Start, piece.End, -1));
        }

        return cuts;
    }

    private readonly record struct RunOptions(bool AddSpecialTokens, bool Normalize, bool Split);

    private sealed class EncodeBuffers
    {
        public List<TextCut> Cuts { get; } = [];

        public List<TextCut> InnerCuts { get; } = [];

        public WordList Words { get; } = new();

        public TokenSink Ids { get; } = new(withRanges: false);
    }
}
