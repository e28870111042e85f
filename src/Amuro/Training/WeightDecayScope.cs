namespace Amuro.Training;

/// <summary>Which parameters AdamW decays.</summary>
public enum WeightDecayScope
{
    /// <summary>Matrices, embeddings included; norms and biases do not decay (Hugging Face Trainer).</summary>
    Matrices,

    /// <summary>Everything but biases: the weights of norms decay too (open-instruct).</summary>
    AllButBiases,
}
