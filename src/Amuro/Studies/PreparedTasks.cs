using System.Collections.Concurrent;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Studies;

/// <summary>Tokenizers, and tasks as they are rendered and tokenised with one: each once for the whole series. Threads may share it.</summary>
internal sealed class PreparedTasks(Study study)
{
    private readonly ConcurrentDictionary<string, Lazy<HuggingFaceTokenizer>> _tokenizers = [];
    private readonly ConcurrentDictionary<(string Tokenizer, string Task, string Format), Lazy<PreparedTask>> _prepared = [];

    public HuggingFaceTokenizer TokenizerOf(Checkpoint checkpoint) => _tokenizers.GetOrAdd(
        study.TokenizerPathOf(checkpoint), path => new Lazy<HuggingFaceTokenizer>(() => HuggingFaceTokenizer.Load(path))).Value;

    public PreparedTask Of(Checkpoint checkpoint, TaskDefinition task, PromptFormat format)
    {
        HuggingFaceTokenizer tokenizer = TokenizerOf(checkpoint);
        return _prepared.GetOrAdd(
            (tokenizer.Fingerprint, task.Name, format.Name),
            _ => new Lazy<PreparedTask>(() => study.Evaluator.Prepare(tokenizer, task, format))).Value;
    }
}
