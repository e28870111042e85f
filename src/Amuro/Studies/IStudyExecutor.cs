namespace Amuro.Studies;

/// <summary>
/// Where the cells of a study are computed: this process, a cluster, anything that can start a process that sees the study's folder.
/// Cells that are done when it returns are done; the study reads the rest from <see cref="StudyExecution.StateOf"/>.
/// </summary>
public interface IStudyExecutor
{
    /// <summary>Computes what is missing, or has it computed, and returns when nothing more can be.</summary>
    /// <param name="execution">The study, its folder and the cells.</param>
    /// <param name="cancellationToken">Stops the work; what is done stays done.</param>
    /// <returns>A task that ends when every cell is done or has failed for good.</returns>
    Task ExecuteAsync(StudyExecution execution, CancellationToken cancellationToken);
}
