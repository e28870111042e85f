namespace Amuro.Training;

/// <summary>What one optimiser step did.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="TotalSteps">Number of steps of the run.</param>
/// <param name="Loss">Cross-entropy (nats) of the step before the update: the mean over its label tokens, or as the recipe's <see cref="LossNormalisation"/> says.</param>
/// <param name="LearningRate">The rate used in this step.</param>
/// <param name="GradientNorm">L2 norm of the gradient of all trained parameters, before clipping.</param>
/// <param name="LabelTokens">Number of tokens that were predicted.</param>
/// <param name="Tokens">Number of tokens that went through the model.</param>
public sealed record TrainingStep(
    int Step, int TotalSteps, double Loss, double LearningRate, double GradientNorm, int LabelTokens, int Tokens);
