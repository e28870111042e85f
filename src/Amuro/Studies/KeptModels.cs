namespace Amuro.Studies;

/// <summary>What a study keeps of its fine-tuned models once they are evaluated.</summary>
public enum KeptModels
{
    /// <summary>Nothing: a study of any number of checkpoints needs the disk of those that are at work.</summary>
    None,

    /// <summary>The adapters of recipes that train one (LoRA), in PEFT's format; of the others nothing.</summary>
    Adapters,

    /// <summary>The weights, in Hugging Face's format; adapters are merged.</summary>
    Weights,
}
