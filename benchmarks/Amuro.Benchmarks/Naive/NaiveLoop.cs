using Amuro.Benchmarks.Training;
using Amuro.Models;
using Amuro.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Amuro.Benchmarks.Naive;

/// <summary>
/// The baseline's loop: padded batch, full logits, cross-entropy, <c>clip_grad_norm_</c>, <c>torch.optim.AdamW</c>. In bfloat16
/// the module computes in bfloat16 and AdamW works on float32 masters, parameter after parameter.
/// </summary>
internal sealed class NaiveLoop : ITrainingLoop
{
    private readonly Workload _workload;
    private readonly TrainingRecipe _recipe;
    private readonly NaiveModel _model;
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _masters;
    private readonly torch.optim.Optimizer _optimiser;
    private int _step;

    public NaiveLoop(Workload workload, Precision precision)
    {
        _workload = workload;
        _recipe = Workload.Recipe(precision, workload.CompletionOnly);
        using (DecoderModel weights = workload.NewModel())
        {
            _model = new NaiveModel(weights);
        }

        if (precision == Precision.BFloat16)
        {
            _masters = [.. _model.parameters().Select(p => nn.Parameter(p.detach().clone()))];
            _model.to(ScalarType.BFloat16);
            _parameters = [.. _model.parameters()];
        }
        else
        {
            _parameters = _masters = [.. _model.parameters()];
        }

        _optimiser = torch.optim.AdamW(_masters, _recipe.LearningRate, _recipe.Beta1, _recipe.Beta2, _recipe.Epsilon, _recipe.WeightDecay);
    }

    public double Next()
    {
        using DisposeScope scope = NewDisposeScope();
        PaddedBatch batch = PaddedBatch.From(_workload.Steps[_step++ % _workload.Steps.Length], _workload.CompletionOnly);
        foreach (Parameter parameter in _parameters)
        {
            parameter.grad = null;
        }

        Tensor logits = _model.Forward(batch.Ids, batch.Mask).to(ScalarType.Float32);
        Tensor loss = nn.functional.cross_entropy(logits.flatten(0, 1), batch.Labels.flatten(), ignore_index: PaddedBatch.Ignored);
        loss.backward();
        using (no_grad())
        {
            if (!ReferenceEquals(_parameters, _masters))
            {
                for (int i = 0; i < _masters.Length; i++)
                {
                    _masters[i].grad = _parameters[i].grad!.to(ScalarType.Float32);
                }
            }

            nn.utils.clip_grad_norm_(_masters, _recipe.MaxGradientNorm);
            _optimiser.step();
            if (!ReferenceEquals(_parameters, _masters))
            {
                for (int i = 0; i < _masters.Length; i++)
                {
                    _parameters[i].copy_(_masters[i]);
                    _masters[i].grad = null;
                }
            }
        }

        return loss.item<float>();
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        foreach (Parameter master in _masters)
        {
            master.Dispose();
        }

        _model.Dispose();
    }
}
