namespace Amuro.Results;

/// <summary>How the items of an evaluation relate to the data the model was fine-tuned on.</summary>
public enum TaskRelation
{
    /// <summary>The evaluation split of the training task itself. Written <c>in-domain</c>.</summary>
    InDomain,

    /// <summary>Another data set of the same family of tasks. Written <c>out-of-domain</c>.</summary>
    OutOfDomain,

    /// <summary>A task of another family. Written <c>unseen</c>.</summary>
    Unseen,
}
