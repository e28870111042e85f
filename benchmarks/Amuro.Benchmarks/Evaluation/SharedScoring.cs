using Amuro.Evaluation;
using Amuro.Models;

namespace Amuro.Benchmarks.Evaluation;

/// <summary>Amuro's scoring: every shared beginning once, no padding, logits where they are asked for.</summary>
internal sealed class SharedScoring : IScoringLoop
{
    private readonly EvaluationWorkload _workload;
    private readonly DecoderModel _model;
    private readonly LikelihoodScorer _scorer;

    /// <summary>Takes the model over.</summary>
    public SharedScoring(EvaluationWorkload workload, DecoderModel model)
    {
        (_workload, _model) = (workload, model);
        _scorer = LikelihoodScorer.Default with { BeforePass = (tokens, rows) => Count(tokens, rows) };
    }

    public long TokensPushed { get; private set; }

    public double GigaFlop => _workload.GigaFlop(TokensPushed, LastRows, HeadRows);

    private long LastRows { get; set; }

    private long HeadRows { get; set; }

    public double[] Score()
    {
        (TokensPushed, LastRows, HeadRows) = (0, 0, 0);
        return [.. _scorer.Score(_model, _workload.Requests).Select(l => l.LogLikelihood)];
    }

    public void Dispose() => _model.Dispose();

    // A shared block scores nothing; its last layer is computed all the same.
    private void Count(int tokens, int rows)
    {
        TokensPushed += tokens;
        LastRows += rows == 0 ? tokens : rows;
        HeadRows += rows;
    }
}
