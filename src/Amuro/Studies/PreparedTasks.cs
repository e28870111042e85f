using System.Collections.Concurrent;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>Tokenizers, and tasks as they are rendered and tokenised with one: each once for the whole series. Threads may share it.</summary>
internal sealed class PreparedTasks(Study study)
{
    private readonly ConcurrentDictionary<string, Lazy<HuggingFaceTokenizer>> _tokenizers = [];
    private readonly ConcurrentDictionary<(string Tokenizer, string Task, string Format), Lazy<PreparedTask>> _prepared = [];

    private readonly ConcurrentDictionary<(string Tokenizer, TaskDefinition Task), Lazy<int[]>> _trained = new(ByTask.Instance);

    public HuggingFaceTokenizer TokenizerOf(Checkpoint checkpoint) => _tokenizers.GetOrAdd(
        study.TokenizerPathOf(checkpoint), path => new Lazy<HuggingFaceTokenizer>(() => HuggingFaceTokenizer.Load(path))).Value;

    /// <summary>Number of tokens of each item that a task is fine-tuned on.</summary>
    public IReadOnlyList<int> TrainingLengths(Checkpoint checkpoint, TaskDefinition task)
    {
        HuggingFaceTokenizer tokenizer = TokenizerOf(checkpoint);
        return _trained.GetOrAdd(
            (tokenizer.Fingerprint, task),
            _ => new Lazy<int[]>(() => [.. ExampleEncoder.Encode(tokenizer, task).Select(e => e.Length)])).Value;
    }

    public PreparedTask Of(Checkpoint checkpoint, TaskDefinition task, PromptFormat format)
    {
        HuggingFaceTokenizer tokenizer = TokenizerOf(checkpoint);
        return _prepared.GetOrAdd(
            (tokenizer.Fingerprint, task.Name, format.Name),
            _ => new Lazy<PreparedTask>(() => study.Evaluator.Prepare(tokenizer, task, format))).Value;
    }

    // Tasks are records: to compare all items of two would take longer than to tokenise them.
    private sealed class ByTask : IEqualityComparer<(string Tokenizer, TaskDefinition Task)>
    {
        public static ByTask Instance { get; } = new();

        public bool Equals((string Tokenizer, TaskDefinition Task) x, (string Tokenizer, TaskDefinition Task) y) =>
            x.Tokenizer == y.Tokenizer && ReferenceEquals(x.Task, y.Task);

        public int GetHashCode((string Tokenizer, TaskDefinition Task) key) => key.Tokenizer.GetHashCode(StringComparison.Ordinal);
    }
}
