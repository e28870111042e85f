using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amuro.Studies;
using Amuro.Studies.Claims;
using Amuro.Studies.Description;

namespace Amuro.Tests.Studies;

public sealed class StudyWatchTests : IDisposable
{
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task A_study_is_followed_from_its_folder_until_it_is_done()
    {
        string folder = _tiny.Out("run");
        StudyFile.Write(_tiny.Study, _tiny.Series, folder);
        List<StudyStatus> seen = [];
        Task? run = null;
        using (ClaimBoard other = new(folder))
        {
            string first = _tiny.Study.Plan(folder).Missing[0].Id;
            Claim claim = other.TryClaim(first)!;
            claim.Log("trained 1/2");
            await foreach (StudyStatus status in Study.Watch(folder, TimeSpan.FromMilliseconds(20)))
            {
                seen.Add(status);
                if (run is null)
                {
                    CellStatus cell = Assert.Single(status.Running);
                    Assert.Equal((first, "trained 1/2", 1), (cell.Cell.Id, cell.Activity, cell.State.Attempt));
                    claim.End(new ClaimEnd(ClaimOutcome.Failed, "on purpose"));
                    run = Task.CompletedTask;
                }
                else if (status.Failed.Count > 0 && run.IsCompletedSuccessfully && status.Done == 0)
                {
                    Assert.Equal("on purpose", Assert.Single(status.Failed).Activity);
                    run = Task.Run(() => _tiny.Study.RunAsync(folder));
                }
            }
        }

        await run!;
        Assert.Equal((0, 22), (seen[0].Done, seen[0].Total));
        Assert.Equal((22, true), (seen[^1].Done, seen[^1].IsDone));
        Assert.Empty(seen[^1].Running.Concat(seen[^1].Failed));
        Assert.Equal(seen.Select(s => s.Done), seen.Select(s => s.Done).Order());
        Assert.Equal(TimeSpan.Zero, seen[^1].Remaining);
    }

    [Fact]
    public async Task Whoever_listens_hears_of_tokens_operations_seconds_bytes_and_cells()
    {
        ConcurrentDictionary<string, double> sums = [];
        ConcurrentQueue<string> activities = [];
        using MeterListener meters = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Amuro")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((i, value, _, _) => sums.AddOrUpdate(i.Name, value, (_, sum) => sum + value));
        meters.SetMeasurementEventCallback<double>((i, value, _, _) => sums.AddOrUpdate(i.Name, value, (_, sum) => sum + value));
        meters.Start();
        string folder = _tiny.Out("heard");
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Amuro",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => activities.Enqueue($"{activity.OperationName} {activity.GetTagItem("amuro.cell")}"),
        };
        ActivitySource.AddActivityListener(listener);

        await _tiny.Study.RunAsync(folder);

        // Other tests may run studies at the same time.
        StudyPlan plan = _tiny.Study.Plan(folder);
        Assert.All(plan.Done, c => Assert.Contains($"{(c.Stage == CellStage.FineTune ? "fine-tune" : "evaluate")} {c.Id}", activities));
        Assert.True(sums["amuro.tokens"] >= plan.Done.Sum(c => c.Estimate.Tokens));
        Assert.True(sums["amuro.flops"] >= plan.Done.Sum(c => c.Estimate.Flops) * (1 - 1e-9));
        Assert.True(sums["amuro.cell.duration"] > 0);
        Assert.True(sums["amuro.stored"] > new FileInfo(Directory.GetFiles(Path.Combine(folder, "results"), "*.json", SearchOption.AllDirectories)[0]).Length);
    }
}
