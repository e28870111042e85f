namespace Amuro.Tasks;

/// <summary>How the answers to a task are obtained from a model.</summary>
public enum TaskKind
{
    /// <summary>The choice with the highest log-likelihood is the answer.</summary>
    MultipleChoice,

    /// <summary>The model continues the prompt greedily and the text is compared with the reference.</summary>
    Generation,

    /// <summary>
    /// The rendered items are texts that the model is asked to predict token by token (rolling log-likelihood); there is no answer.
    /// </summary>
    Perplexity,
}
