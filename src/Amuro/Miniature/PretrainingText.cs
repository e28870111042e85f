using System.Collections.Immutable;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Miniature;

/// <summary>
/// Pre-training sequences: documents, each closed by the end-of-text token, packed until a sequence is full. Every sequence begins
/// with a document, as every prompt does later; what does not fit any more is cut off.
/// </summary>
internal static class PretrainingText
{
    public static IEnumerable<TrainingExample> Sequences(MiniatureWorld world, int seed, HuggingFaceTokenizer tokenizer, int length)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        int end = tokenizer.EosId!.Value;
        List<int> tokens = new(length * 2);
        int count = 0;
        foreach (string document in new TextGenerator(world, seed).Documents())
        {
            foreach (string word in document.Split(' '))
            {
                if (!ids.TryGetValue(word, out int id))
                {
                    id = tokenizer.TokenId(word)
                        ?? throw new AmuroException($"Miniature: expected a word of its vocabulary, found '{word}' in \"{document}\".");
                    ids.Add(word, id);
                }

                tokens.Add(id);
            }

            tokens.Add(end);
            if (tokens.Count >= length)
            {
                yield return new TrainingExample(FormattableString.Invariant($"text-{count++}"), [], [.. tokens.Take(length)]);
                tokens.Clear();
            }
        }
    }
}
