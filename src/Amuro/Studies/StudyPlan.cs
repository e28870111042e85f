namespace Amuro.Studies;

/// <summary>What running a study would do and cost.</summary>
public sealed record StudyPlan
{
    /// <summary>The cells that are done already.</summary>
    public required IReadOnlyList<PlannedCell> Done { get; init; }

    /// <summary>The cells that would be computed, in the order in which this process would.</summary>
    public required IReadOnlyList<PlannedCell> Missing { get; init; }

    /// <summary>One row for each training task and each task to evaluate.</summary>
    public required IReadOnlyList<PlanRow> Rows { get; init; }

    /// <summary>Number of checkpoints.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>Parameters of the largest of them.</summary>
    public required long Parameters { get; init; }

    /// <summary>Tokens of all cells that would be computed.</summary>
    public long Tokens => Rows.Sum(r => r.Tokens);

    /// <summary>Floating-point operations of all cells that would be computed; see <see cref="CellEstimate"/>.</summary>
    public double Flops => Rows.Sum(r => r.Flops);

    /// <summary>Time on a machine of <see cref="FlopsPerSecond"/>.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Math.Min(Rows.Sum(r => r.Seconds), TimeSpan.MaxValue.TotalSeconds / 2));

    /// <summary>What the time goes by, in words.</summary>
    public required string TimeBasis { get; init; }

    /// <summary>Floating-point operations a second that the time goes by: of all rows together.</summary>
    public double FlopsPerSecond => Rows.Sum(r => r.Seconds) is > 0 and var seconds ? Flops / seconds : double.NaN;

    /// <summary>Bytes of memory of the cell that needs most: weights, gradients and optimiser state, not activations.</summary>
    public required long Memory { get; init; }

    /// <summary>Bytes of fine-tuned weights and resume points on the disk when they are most, where cells are computed in this process.</summary>
    public required long Disk { get; init; }

    /// <summary>Bytes of results, roughly.</summary>
    public required long ResultBytes { get; init; }

    /// <summary>The plan as a table.</summary>
    /// <returns>Lines for a terminal or a file.</returns>
    public string ToText() => PlanText.Of(this);

    /// <summary><see cref="ToText"/>.</summary>
    /// <returns>Lines.</returns>
    public override string ToString() => ToText();
}

/// <summary>Some cells of a plan.</summary>
/// <param name="Stage">What they do.</param>
/// <param name="Task">On which task, or what the tables call the tuning.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Missing">How many would be computed; what follows is of these.</param>
/// <param name="Tokens">Tokens that go through the model.</param>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="Seconds">Time.</param>
public sealed record PlanRow(CellStage Stage, string Task, int Done, int Missing, long Tokens, double Flops, double Seconds);
