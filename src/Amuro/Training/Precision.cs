namespace Amuro.Training;

/// <summary>The number format of a training run.</summary>
public enum Precision
{
    /// <summary>Weights, gradients and optimiser state in float32.</summary>
    Float32,

    /// <summary>
    /// Forward and backward pass in bfloat16; the weights are rounded from float32 masters, on which AdamW works with
    /// float32 gradients.
    /// </summary>
    BFloat16,
}
