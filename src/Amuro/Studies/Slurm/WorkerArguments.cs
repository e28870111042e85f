namespace Amuro.Studies.Slurm;

internal static class WorkerArguments
{
    public const string Flag = "--amuro-worker";
}
