using Amuro.Models;
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
    private readonly IReadOnlyList<Tensor> _frozenGradients;

    private Trainable(DecoderModel model, DecoderModel compute, ParameterBuffer master, ParameterBuffer computed, TrainingRecipe recipe)
    {
        (_model, Compute, Master) = (model, compute, master.Flat);
        Ranges = ParameterRange.Of(master, recipe);
        computed.DisableGradients();
        computed.EnableGradientsOf(b => b.Parts.Any(p => !ParameterRange.IsFrozen(recipe, p.Name)));
        _computeGradient = computed.Gradient!;
        _frozenGradients = [.. computed.Blocks
            .Where(b => b.Parts.Any(p => !ParameterRange.IsFrozen(recipe, p.Name)))
            .SelectMany(b => b.Parts.Where(p => ParameterRange.IsFrozen(recipe, p.Name)))
            .Select(p => computed.GradientOf(p.Name))];
        Gradient = ReferenceEquals(master, computed) ? _computeGradient : zeros_like(Master).DetachFromDisposeScope();
    }

    /// <summary>All trained numbers, float32 [P].</summary>
    public Tensor Master { get; }

    /// <summary>The float32 gradient of <see cref="Master"/> [P]; frozen parts are zero in it.</summary>
    public Tensor Gradient { get; }

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

    /// <summary>Adds what a backward pass left in the compute model to <see cref="Gradient"/>; call it after every one.</summary>
    public void CollectGradient()
    {
        using var _ = no_grad();
        foreach (Tensor frozen in _frozenGradients)
        {
            frozen.zero_();
        }

        if (!ReferenceEquals(_computeGradient, Gradient))
        {
            Gradient.add_(_computeGradient);
            _computeGradient.zero_();
        }
    }

    /// <summary>Brings the compute model up to date after a change of <see cref="Master"/>.</summary>
    public void Refresh()
    {
        if (_adapter is null && !ReferenceEquals(Compute, _model))
        {
            using var _ = no_grad();
            Compute.Parameters.Flat.copy_(Master);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Compute.Parameters.DisableGradients();
        Compute.Adapter = null;
        _adapter?.Dispose();
        Gradient.Dispose();
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
