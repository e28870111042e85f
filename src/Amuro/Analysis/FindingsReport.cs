namespace Amuro.Analysis;

/// <summary>The answers to the four questions.</summary>
/// <param name="Latent">Question 1.</param>
/// <param name="Gain">Question 2.</param>
/// <param name="Forgetting">Question 3.</param>
/// <param name="PromptSensitivity">Question 4.</param>
public sealed partial record FindingsReport(
    LatentImprovement Latent, FineTuningGain Gain, ForgettingReport Forgetting, PromptSensitivityReport PromptSensitivity)
{
    /// <summary>All findings, in the order of the questions; question 4 has two.</summary>
    public IReadOnlyList<Finding> Findings =>
        [Latent.Finding, Gain.Finding, Forgetting.Finding, PromptSensitivity.Finding, PromptSensitivity.TrendFinding];
}
