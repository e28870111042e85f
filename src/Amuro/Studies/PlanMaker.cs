using System.Diagnostics;
using Amuro.Checkpoints;
using Amuro.Studies.Claims;
using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Amuro.Studies;

/// <summary>Counts and prices the cells of a study.</summary>
internal static class PlanMaker
{
    private const double ShareOfPeak = 0.5;
    private const int BytesOfItem = 250;

    public static StudyPlan Make(Study study, string? folder, double? flopsPerSecond)
    {
        using StudySession session = new(study, folder ?? ".", readsWeights: folder is not null);
        ModelState[] states = [.. study.Known.SelectMany(session.Add)];
        (ModelState State, PlannedCell Cell, bool Done)[] cells =
            [.. states.SelectMany(s => s.Cells.Select(c => (s, c, folder is not null && session.IsDone(s, c))))];
        (Func<CellStage, double> rate, string basis) = Rates(study, folder is null ? [] : session.WorkOf(cells.Where(c => c.Done).Select(c => c.Cell)), flopsPerSecond);
        PlannedCell[] missing = [.. cells.Where(c => !c.Done).Select(c => c.Cell)];
        CellCosts[] costs = [.. study.Known.Select(session.CostsOf)];
        return new StudyPlan
        {
            Done = [.. cells.Where(c => c.Done).Select(c => c.Cell)],
            Missing = missing,
            Rows = [.. cells.GroupBy(c => (c.Cell.Stage, Task: TaskOf(c.State, c.Cell))).OrderBy(g => g.Key.Stage).Select(g => Row(g.Key.Stage, g.Key.Task, [.. g.Select(c => (c.Cell, c.Done))], rate))],
            Checkpoints = study.Known.Count,
            Parameters = costs.Max(c => c.Parameters),
            TimeBasis = basis,
            Memory = missing.Length == 0 ? 0 : missing.Max(c => c.Estimate.Memory),
            Disk = Disk(study, [.. cells.Where(c => !c.Done && c.Cell.Stage == CellStage.FineTune).Select(c => (c.State, c.Cell))], costs),
            ResultBytes = cells.Where(c => c.Cell.Stage == CellStage.Evaluate)
                .Sum(c => BytesOfItem * (long)c.State.Evaluations.First(e => e.Planned == c.Cell).Task.Evaluation.Count * c.State.Evaluations.First(e => e.Planned == c.Cell).Results.Count),
        };
    }

    private static string TaskOf(ModelState state, PlannedCell cell) =>
        cell.Stage == CellStage.FineTune ? state.TunedOn : state.Evaluations.First(e => e.Planned == cell).Task.Name;

    private static PlanRow Row(CellStage stage, string task, (PlannedCell Cell, bool Done)[] cells, Func<CellStage, double> rate)
    {
        CellEstimate[] missing = [.. cells.Where(c => !c.Done).Select(c => c.Cell.Estimate)];
        double flops = missing.Sum(e => e.Flops);
        return new PlanRow(stage, task, cells.Length - missing.Length, missing.Length, missing.Sum(e => e.Tokens), flops, flops / rate(stage));
    }

    // Weights that stay, and those of the cells at work with their resume points.
    private static long Disk(Study study, (ModelState State, PlannedCell Cell)[] tunings, CellCosts[] costs)
    {
        int workers = Math.Min(study.Workers ?? (costs.All(c => c.IsSmall) ? Environment.ProcessorCount : 1), tunings.Length);
        long kept = tunings.Where(t => t.State.StaysInStore).Sum(t => t.Cell.Estimate.Disk);
        long atWork = tunings.Select(t => (t.State.StaysInStore ? 0 : t.Cell.Estimate.Disk) + costs.Max(c => c.ResumePoint(t.State.Tuning!))).DefaultIfEmpty(0).Max();
        return kept + (workers * atWork);
    }

    private static (Func<CellStage, double> Rate, string Basis) Rates(Study study, IEnumerable<CellWork> done, double? given)
    {
        if (given is { } told)
        {
            return (_ => told, $"at {PlanText.Flops(told)} FLOP/s, as given");
        }

        string device = study.Device.Type.ToString();
        CellWork[] here = [.. done.Where(w => w.Device == device && w.Machine == Environment.MachineName && w.Seconds > 0)];
        Dictionary<CellStage, double> measured = here.GroupBy(w => w.Stage).ToDictionary(g => g.Key, g => g.Sum(w => w.Flops) / g.Sum(w => w.Seconds));
        if (measured.Count == 2)
        {
            return (stage => measured[stage], Invariant($"as the {here.Length} cells of this study that were computed on this machine took, one after another"));
        }

        double peak = Calibrate(Here(study.Device));
        return (_ => ShareOfPeak * peak, $"at half of the {PlanText.Flops(peak)} FLOP/s that a product of matrices reaches on this machine's {device} now");
    }

    private static Device Here(StudyDevice device)
    {
        try
        {
            return device.Resolve();
        }
        catch (AmuroException e)
        {
            throw new AmuroException($"Plan: expected the device of the study on this machine, or flopsPerSecond, to tell the time, found neither: {e.Message}", e);
        }
    }

    // The best of several, as other programs may be at work; the first is not counted.
    private static double Calibrate(Device device)
    {
        const int Size = 1024, Times = 6;
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(Size, Size, device: device), b = ones(Size, Size, device: device);
        double best = double.MaxValue;
        for (int i = 0; i <= Times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tensor product = mm(a, b);
            _ = product[0, 0].ToSingle();
            best = i == 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best;
    }
}
