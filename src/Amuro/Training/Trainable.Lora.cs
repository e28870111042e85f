using Amuro.Models;
using Amuro.Models.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

internal sealed partial class Trainable
{
    private readonly LoraLayers? _adapter;
    private readonly LoraOptions? _options;
    private IReadOnlyList<LoraModule> _modules = [];

    // The model's own weights have neither gradients nor, if it is loaded as bfloat16, a float32 copy.
    private Trainable(DecoderModel model, DecoderModel compute, LoraLayers adapter, IReadOnlyList<LoraModule> modules, TrainingRecipe recipe)
        : this(model, compute, adapter.Parameters, adapter.Parameters, recipe)
    {
        (_adapter, _options, _modules) = (adapter, recipe.Lora!, modules);
        compute.Adapter = adapter;
    }

    /// <summary>
    /// Ends the run: a trained adapter is taken out of the compute model and, where the options say so, merged into the model
    /// that was given.
    /// </summary>
    /// <returns>The adapter, or null where the weights themselves were trained.</returns>
    public LoraAdapter? Finish()
    {
        if (_adapter is null)
        {
            return null;
        }

        LoraAdapter trained = new(
            _options!.Rank,
            _options.Alpha,
            _options.RankStabilized,
            ModelFamily.Of(_model.Config).Traits.InputFirst,
            _modules.Select(m => m.Name),
            _adapter.Parameters.Names.Select(n => LoraWeights.Of(n, _adapter.Parameters[n])));
        Compute.Adapter = null;
        if (_options.Merge)
        {
            trained.MergeInto(_model);
        }

        return trained;
    }

    private static Trainable Lora(DecoderModel model, TrainingRecipe recipe, LoraOptions options)
    {
        IReadOnlyList<LoraModule> modules = options.ModulesOf(model);
        model.Parameters.DisableGradients();
        DecoderModel compute = model.Type == ScalarType.Float32 && recipe.Precision == Precision.BFloat16 ? model.CopyAs(ScalarType.BFloat16) : model;
        LoraLayers adapter = new(compute, modules, options.Rank, options.Scale, options.Magnitudes);
        if (options.Start is { } start)
        {
            Fill(adapter, start);
        }
        else
        {
            adapter.Draw(recipe.Seed);
            if (options.Magnitudes && !ReferenceEquals(compute, model))
            {
                adapter.Measure(model);
            }
        }

        return new Trainable(model, compute, adapter, modules, recipe);
    }

    private static void Fill(LoraLayers adapter, LoraAdapter start)
    {
        using var _ = no_grad();
        foreach (LoraWeights weights in start.Weights)
        {
            using var scope = NewDisposeScope();
            Tensor to = adapter.Parameters[weights.Name];
            to.copy_(weights.ToTensor(to.dtype, to.device));
        }
    }
}
