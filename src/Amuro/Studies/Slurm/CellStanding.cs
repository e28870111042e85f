namespace Amuro.Studies.Slurm;

/// <summary>Where a cell stands, by the study's folder and the queue together.</summary>
internal enum CellStanding
{
    /// <summary>Its results are there.</summary>
    Done,

    /// <summary>A job has it, or somebody outside SLURM; or the folder may not yet show what a job that has ended left there.</summary>
    UnderWay,

    /// <summary>Nobody has it: it is to be submitted.</summary>
    Missing,

    /// <summary>It was tried often enough.</summary>
    GivenUp,
}
