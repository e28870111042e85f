namespace Amuro.Studies;

/// <summary>Tries a cell again whose failure may pass.</summary>
internal static class CellRetry
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.5);

    public static CellOutcome Run(
        CellRunner runner, StudySession session, ModelState state, PlannedCell cell, int? attempt, CancellationToken cancellationToken)
    {
        CellOutcome outcome = runner.Run(state, cell, attempt, cancellationToken);
        for (int retry = 0; retry < session.Study.Retries && outcome == CellOutcome.Failed && session.FailedTransiently(cell.Id); retry++)
        {
            if (cancellationToken.WaitHandle.WaitOne(s_pause * (1 << retry)))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            outcome = runner.Run(state, cell, null, cancellationToken);
        }

        return outcome;
    }
}
