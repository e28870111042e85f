using Amuro.Benchmarks.Naive;
using Amuro.Evaluation;
using TorchSharp;
using static TorchSharp.torch;
using DecoderModel = Amuro.Models.DecoderModel;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Benchmarks.Evaluation;

/// <summary>
/// The baseline: what the usual harness does. Each context with a choice is a row, longest first, eight rows to a batch, padded
/// on the right; logits and log-softmax of every position; choices of one token after the same context share a row.
/// </summary>
internal sealed class PlainScoring : IScoringLoop
{
    private const int Rows = 8;

    private readonly NaiveModel _model;
    private readonly IReadOnlyList<LikelihoodRequest> _requests;
    private readonly (int[] Ids, int[] Requests)[][] _batches;
    private readonly EvaluationWorkload _workload;

    public PlainScoring(EvaluationWorkload workload, DecoderModel weights)
    {
        (_workload, _requests) = (workload, workload.Requests);
        _model = new NaiveModel(weights);
        _batches = [.. Enumerable.Range(0, _requests.Count)
            .GroupBy(i => string.Join(' ', Fed(_requests[i])))
            .Select(g => (Ids: Fed(_requests[g.First()]), Requests: g.ToArray()))
            .OrderByDescending(r => r.Ids.Length)
            .Chunk(Rows)];
    }

    public long TokensPushed => _batches.Sum(b => (long)b.Length * b.Max(r => r.Ids.Length));

    public double GigaFlop => _workload.GigaFlop(TokensPushed, TokensPushed, TokensPushed);

    public double[] Score()
    {
        var answers = new double[_requests.Count];
        using IDisposable none = no_grad();
        foreach ((int[] Ids, int[] Requests)[] batch in _batches)
        {
            using DisposeScope scope = NewDisposeScope();
            int longest = batch.Max(r => r.Ids.Length);
            long[] ids = [.. batch.SelectMany(r => r.Ids.Concat(new int[longest - r.Ids.Length]).Select(id => (long)id))];
            Tensor logits = Functional.log_softmax(_model.Forward(tensor(ids).view(batch.Length, longest), mask: null), dim: -1);
            for (int b = 0; b < batch.Length; b++)
            {
                foreach (int request in batch[b].Requests)
                {
                    long[] continuation = [.. _requests[request].Continuation.Select(id => (long)id)];
                    Tensor own = logits[b].narrow(0, batch[b].Ids.Length - continuation.Length, continuation.Length);
                    Tensor chosen = tensor(continuation);
                    _ = own.argmax(-1).equal(chosen).all().item<bool>();
                    answers[request] = own.gather(-1, chosen.unsqueeze(-1)).sum().item<float>();
                }
            }
        }

        return answers;
    }

    public void Dispose() => _model.Dispose();

    private static int[] Fed(LikelihoodRequest request) => [.. request.Context, .. request.Continuation.AsSpan()[..^1]];
}
