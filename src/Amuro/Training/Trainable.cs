using Amuro.Models;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// What a run trains: flat float32 numbers that the optimiser changes, and the model that computes with them. Under
/// <see cref="Precision.BFloat16"/> that model is a bfloat16 twin, which <see cref="Refresh"/> brings up to date.
/// </summary>
internal sealed partial class Trainable : IDisposable
{
    private readonly DecoderModel _model;
    private readonly Tensor _computeGradient;
    private readonly Tensor? _copy;
    private Tensor? _sum;
    private bool _sums;

    private Trainable(DecoderModel model, DecoderModel compute, ParameterBuffer master, ParameterBuffer computed, TrainingRecipe recipe)
    {
        (_model, Compute, Master) = (model, compute, master.Flat);
        Ranges = ParameterRange.Of(master, recipe);
        computed.DisableGradients();
        computed.EnableGradientsOf(b => b.Parts.Any(p => !ParameterRange.IsFrozen(recipe, p.Name)));
        _computeGradient = computed.Gradient!;
        _copy = ReferenceEquals(master, computed) ? null : computed.Flat;
    }

    /// <summary>All trained numbers, float32 [P].</summary>
    public Tensor Master { get; }

    /// <summary>
    /// The gradient of <see cref="Master"/> after the backward passes of a step [P]. Of one micro-batch it is in the type of the
    /// computation, sums over several are float32. Parts that are not in <see cref="Ranges"/> mean nothing.
    /// </summary>
    public Tensor Gradient => _sums ? _sum! : _computeGradient;

    /// <summary>The flat tensor that <see cref="Compute"/> computes with, where it is not <see cref="Master"/> itself.</summary>
    public Tensor? Copy => _copy;

    /// <summary>The model whose backward passes fill the gradient.</summary>
    public DecoderModel Compute { get; }

    /// <summary>The parts of <see cref="Master"/> that are trained.</summary>
    public IReadOnlyList<ParameterRange> Ranges { get; }

    /// <summary>Chooses what a recipe trains.</summary>
    /// <exception cref="AmuroException">The recipe does not fit the model.</exception>
    public static Trainable Of(DecoderModel model, TrainingRecipe recipe)
    {
        string[] problems = [.. Problems(model, recipe)];
        if (problems.Length > 0)
        {
            throw new AmuroException("Training: " + string.Join("; ", problems));
        }

        return recipe.Lora is { } options ? Lora(model, recipe, options) : Full(model, recipe);
    }

    /// <summary>Why a recipe cannot be followed with a model.</summary>
    public static IEnumerable<string> Problems(DecoderModel model, TrainingRecipe recipe)
    {
        // An adapter holds its own float32 numbers, so the model may be a bfloat16 one.
        bool twin = recipe.Lora is not null && recipe.Precision == Precision.BFloat16;
        if (model.Type != ScalarType.Float32 && !(twin && model.Type == ScalarType.BFloat16))
        {
            yield return $"the model must be loaded as Float32{(twin ? " or BFloat16" : "")} (under {recipe.Precision}{(recipe.Lora is null ? " it holds the master weights" : "")}), found {model.Type}";
        }

        foreach (string problem in recipe.Lora?.Problems(model) ?? [])
        {
            yield return problem;
        }
    }

    /// <summary>Clears the gradient for a step.</summary>
    /// <param name="microBatches">Number of backward passes to come.</param>
    public void BeginStep(int microBatches)
    {
        using var _ = no_grad();
        _computeGradient.zero_();
        _sums = _copy is not null && microBatches > 1;
        if (_sums)
        {
            _sum ??= zeros_like(Master).DetachFromDisposeScope();
            _sum.zero_();
        }
    }

    /// <summary>To be called after every backward pass: micro-batches add up in float32, whatever the computation's type.</summary>
    public void CollectGradient()
    {
        if (_sums)
        {
            using var _ = no_grad();
            _sum!.add_(_computeGradient, Scalars.One);
            _computeGradient.zero_();
        }
    }

    /// <summary>Brings the compute model up to date after a change of <see cref="Master"/>.</summary>
    public void Refresh()
    {
        using var _ = no_grad();
        _copy?.copy_(Master);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Compute.Parameters.DisableGradients();
        Compute.Adapter = null;
        _adapter?.Dispose();
        _sum?.Dispose();
        if (!ReferenceEquals(Compute, _model))
        {
            Compute.Dispose();
        }
    }

    // All weights of the model.
    private static Trainable Full(DecoderModel model, TrainingRecipe recipe)
    {
        DecoderModel compute = recipe.Precision == Precision.BFloat16 ? model.CopyAs(ScalarType.BFloat16) : model;
        return new Trainable(model, compute, model.Parameters, compute.Parameters, recipe);
    }
}
