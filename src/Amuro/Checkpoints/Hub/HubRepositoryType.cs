namespace Amuro.Checkpoints.Hub;

/// <summary>What a repository of the hub holds.</summary>
public enum HubRepositoryType
{
    /// <summary>A model: config, weights, tokenizer.</summary>
    Model,

    /// <summary>A dataset.</summary>
    Dataset,
}
