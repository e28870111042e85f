using System.Collections.Concurrent;
using Amuro.Checkpoints;
using Amuro.Studies.Claims;

namespace Amuro.Studies;

/// <summary>A study and its folder in this process: the cells that are known so far, what is stored of them, and who computes which.</summary>
internal sealed class StudySession : IDisposable
{
    private readonly ClaimBoard _board;
    private readonly StudyPlanner _planner;
    private readonly ConcurrentDictionary<string, CellCosts> _costs = [];
    private readonly ConcurrentDictionary<string, (ModelState State, PlannedCell Cell)> _cells = [];

    /// <summary>Opens a study in a folder.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="readsWeights">False: cells are counted only, and named by the places of their checkpoints.</param>
    public StudySession(Study study, string folder, bool readsWeights = true)
    {
        Study = study;
        Store = new StudyStore(folder);
        Tasks = new PreparedTasks(study);
        _board = new ClaimBoard(Store.Folder, study.Timing);
        _planner = new StudyPlanner(study, readsWeights ? new CheckpointHashes(study.TokenizerPathOf).Of : c => c.Folder, CostsOf);
    }

    public Study Study { get; }

    public StudyStore Store { get; }

    public PreparedTasks Tasks { get; }

    public CellCosts CostsOf(Checkpoint checkpoint) => _costs.GetOrAdd(checkpoint.Folder, _ => new CellCosts(Study, checkpoint, Tasks));

    /// <summary>Hashes a checkpoint and takes its cells in.</summary>
    public IReadOnlyList<ModelState> Add(Checkpoint checkpoint)
    {
        IReadOnlyList<ModelState> states = _planner.StatesOf(checkpoint);
        foreach (ModelState state in states)
        {
            foreach (PlannedCell cell in state.Cells)
            {
                _cells[cell.Id] = (state, cell);
            }
        }

        return states;
    }

    /// <summary>The cell of an id and the state that it is of.</summary>
    /// <exception cref="AmuroException">The study has no such cell.</exception>
    public (ModelState State, PlannedCell Cell) Find(string id) => _cells.TryGetValue(id, out var found)
        ? found
        : throw new AmuroException($"Study folder '{Store.Folder}': expected one of the {_cells.Count} cells of the study, found '{id}'");

    /// <summary>Whether the study has a cell of this id.</summary>
    public bool Has(string id) => _cells.ContainsKey(id);

    public bool IsEvaluated(ModelState state) => state.Evaluations.All(e => Store.Has(state, e));

    /// <summary>Whether nothing is left to do: weights that have served, and are not to be kept, need not be there.</summary>
    public bool IsDone(ModelState state, PlannedCell cell) => cell.Stage == CellStage.FineTune
        ? Store.HasModel(state) || (!state.StaysInStore && IsEvaluated(state))
        : Store.Has(state, state.Evaluations.First(e => e.Planned.Id == cell.Id));

    public CellState StateOf(string id)
    {
        (ModelState state, PlannedCell cell) = Find(id);
        ClaimView claim = _board.Look(id);
        CellPhase phase = IsDone(state, cell) ? CellPhase.Done
            : claim.IsHeld ? CellPhase.Claimed
            : claim.End?.Outcome == ClaimOutcome.Failed ? CellPhase.Failed
            : CellPhase.Waiting;
        return new CellState(
            phase, claim.Attempt, claim.Owner?.ToString() ?? "", claim.Beats, claim.Log, phase == CellPhase.Failed ? claim.End!.Error : "");
    }

    /// <summary>Whether the latest attempt failed in a way that another may not.</summary>
    public bool FailedTransiently(string id) => _board.Look(id).End is { Outcome: ClaimOutcome.Failed, Transient: true };

    /// <summary>Claims a cell; see <see cref="ClaimBoard.TryClaim"/>.</summary>
    /// <exception cref="AmuroException">The folder is full or cannot be written.</exception>
    public Claim? Claim(string id, int? attempt)
    {
        for (int retry = 0; ; retry++)
        {
            try
            {
                return _board.TryClaim(id, attempt);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (retry >= Study.Retries || !Transient.Is(e))
                {
                    throw new AmuroException($"Study folder '{Store.Folder}': expected a folder that can be written to, found: {e.Message}", e);
                }
            }
        }
    }

    /// <summary>Removes what killed processes left, unless another process is at work in the folder.</summary>
    public void DeleteLeftovers()
    {
        if (!_board.IsAnythingHeld())
        {
            Store.DeleteLeftovers();
        }
    }

    /// <summary>What computing finished cells took.</summary>
    public IEnumerable<CellWork> WorkOf(IEnumerable<PlannedCell> cells) => cells.Select(c => _board.Look(c.Id).End?.Work).OfType<CellWork>();

    public void Dispose() => _board.Dispose();
}
