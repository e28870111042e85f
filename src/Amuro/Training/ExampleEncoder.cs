using System.Collections.Immutable;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Training;

/// <summary>Turns the training split of a task into token ids: prompt, completion, end of text.</summary>
internal static class ExampleEncoder
{
    public static IReadOnlyList<TrainingExample> Encode(HuggingFaceTokenizer tokenizer, TaskDefinition task)
    {
        if (task.Training.Count == 0)
        {
            throw new AmuroException($"Task '{task.Name}', Training: expected at least one example to fine-tune on, found none");
        }

        PromptFormat format = task.Formats[0];
        return [.. task.Training.Select(e => Encode(tokenizer, format, e))];
    }

    public static IReadOnlyList<TrainingExample> EncodeHeldOut(HuggingFaceTokenizer tokenizer, TaskDefinition task) =>
        [.. task.HeldOut.Select(e => Encode(tokenizer, task.Formats[0], e))];

    private static TrainingExample Encode(HuggingFaceTokenizer tokenizer, PromptFormat format, Example example)
    {
        (int[] prompt, int[] completion) = tokenizer.EncodePair(format.RenderPrompt(example), format.RenderAnswer(example.Answer));
        ImmutableArray<int> ending = tokenizer.EosId is { } eos ? [.. completion, eos] : [.. completion];
        return new TrainingExample(example.Id, [.. prompt], ending);
    }
}
