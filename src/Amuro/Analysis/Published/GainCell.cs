namespace Amuro.Analysis.Published;

/// <summary>The score of one task before and after fine-tuning of one checkpoint.</summary>
/// <param name="Step">Pre-training step of the checkpoint.</param>
/// <param name="Task">Task evaluated.</param>
/// <param name="TunedOn">Task that the model was fine-tuned on.</param>
/// <param name="Base">Score of the base model.</param>
/// <param name="Tuned">Score of the fine-tuned model.</param>
public sealed record GainCell(long Step, string Task, string TunedOn, double Base, double Tuned)
{
    /// <summary>Fine-tuned minus base score.</summary>
    public double Raw => Tuned - Base;

    /// <summary><see cref="Raw"/> over the base score; NaN where that is 0.</summary>
    public double Ratio => Base == 0 ? double.NaN : Raw / Base;
}
