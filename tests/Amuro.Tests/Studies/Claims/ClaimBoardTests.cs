using Amuro.Studies.Claims;

namespace Amuro.Tests.Studies.Claims;

public sealed class ClaimBoardTests : IDisposable
{
    private static readonly ClaimTiming s_timing = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cell_is_claimed_by_one_and_again_when_it_is_given_free()
    {
        using ClaimBoard one = Board(), other = Board();

        Claim? first = one.TryClaim("cell");

        Assert.NotNull(first);
        Assert.Null(other.TryClaim("cell"));
        Assert.Null(one.TryClaim("cell"));
        Assert.True(other.Look("cell").IsHeld);
        first.Dispose();
        Assert.Equal(2, other.TryClaim("cell")!.Attempt);
        Assert.Equal(ProcessIdentity.Current, one.Look("cell").Owner);
    }

    [Fact]
    public void Of_many_that_claim_at_once_one_gets_the_cell()
    {
        ClaimBoard[] boards = [.. Enumerable.Range(0, 8).Select(_ => Board())];
        for (int cell = 0; cell < 40; cell++)
        {
            string id = $"cell{cell}";
            using Barrier start = new(boards.Length);
            Claim?[] claims = new Claim?[boards.Length];
            Thread[] threads = [.. boards.Select((board, i) => new Thread(() =>
            {
                start.SignalAndWait();
                claims[i] = board.TryClaim(id);
            }))];
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());

            Assert.Single(claims, c => c is not null);
            Assert.Empty(Directory.GetDirectories(_folder.File($"claims/{id}"), "*.tmp"));
        }

        Array.ForEach(boards, b => b.Dispose());
    }

    [Fact]
    public void A_claim_without_heartbeat_is_taken_over_after_the_patience_of_the_observer_and_not_before()
    {
        using ClaimBoard silent = new(_folder.Path, s_timing with { Beat = TimeSpan.FromDays(1) }, _time), observer = Board();
        Claim late = silent.TryClaim("cell")!;

        Assert.Null(observer.TryClaim("cell"));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(observer.TryClaim("cell"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Claim? second = observer.TryClaim("cell");

        Assert.Equal(2, second!.Attempt);
        // The late one is fenced: it may not publish, and its own next heartbeat tells it to stop.
        Assert.ThrowsAny<OperationCanceledException>(late.ThrowIfSuperseded);
        second.ThrowIfSuperseded();
    }

    [Fact]
    public void Who_is_superseded_stops_at_the_next_heartbeat()
    {
        using ClaimBoard one = Board(), other = Board();
        Claim late = one.TryClaim("cell")!;
        Claim? next = other.TryClaim("cell", attempt: 2);

        Assert.NotNull(next);
        Assert.False(late.Lost.IsCancellationRequested);
        _time.Advance(s_timing.Beat);
        Assert.True(late.Lost.IsCancellationRequested);
        Assert.False(next.Lost.IsCancellationRequested);
    }

    [Fact]
    public void A_living_claim_is_held_however_long_it_takes()
    {
        using ClaimBoard one = Board(), observer = Board();
        using Claim claim = one.TryClaim("cell")!;
        for (int i = 0; i < 100; i++)
        {
            Assert.Null(observer.TryClaim("cell"));
            _time.Advance(s_timing.Beat);
        }

        Assert.Equal(100, observer.Look("cell").Beats);
    }

    [Fact]
    public void A_jump_of_the_clock_matters_to_nobody()
    {
        using ClaimBoard one = Board(), observer = Board();
        using Claim claim = one.TryClaim("cell")!;
        Assert.Null(observer.TryClaim("cell"));

        foreach (int days in (int[])[1, -700, 36500])
        {
            _time.Jump(TimeSpan.FromDays(days));
            Directory.SetLastWriteTimeUtc(claim.Folder, DateTime.UtcNow.AddDays(-days));
            File.SetLastWriteTimeUtc(Path.Combine(claim.Folder, "beat"), DateTime.UtcNow.AddDays(days % 1000));
            _time.Advance(s_timing.Beat);
            Assert.Null(observer.TryClaim("cell"));
        }
    }

    [Fact]
    public void An_attempt_that_is_told_takes_the_place_of_lower_ones_and_yields_to_higher_ones()
    {
        using ClaimBoard one = Board(), other = Board();
        Claim first = one.TryClaim("cell", attempt: 3)!;

        Assert.Equal(3, first.Attempt);
        Assert.Null(other.TryClaim("cell", attempt: 2));
        Assert.Null(other.TryClaim("cell", attempt: 3));
        Assert.Equal(7, other.TryClaim("cell", attempt: 7)!.Attempt);
        Assert.Null(one.TryClaim("cell", attempt: 6));
    }

    [Fact]
    public void The_claim_of_a_process_that_has_ended_is_free_at_once()
    {
        using ClaimBoard one = Board(), observer = Board();
        Claim claim = one.TryClaim("cell")!;
        string owner = Path.Combine(claim.Folder, "owner.json");
        // A number that is in use, but of a process that started at another time.
        File.WriteAllText(owner, File.ReadAllText(owner).Replace($"\"Started\":{ProcessIdentity.Current.Started}", "\"Started\":1", StringComparison.Ordinal));

        Assert.Equal(2, observer.TryClaim("cell")!.Attempt);
    }

    [Fact]
    public void A_claim_on_another_machine_is_not_judged_by_numbers_of_processes()
    {
        using ClaimBoard one = Board(), observer = Board();
        Claim claim = one.TryClaim("cell")!;
        string owner = Path.Combine(claim.Folder, "owner.json");
        File.WriteAllText(owner, File.ReadAllText(owner)
            .Replace($"\"Started\":{ProcessIdentity.Current.Started}", "\"Started\":1", StringComparison.Ordinal)
            .Replace(ProcessIdentity.Current.Host, "elsewhere", StringComparison.Ordinal));

        Assert.Null(observer.TryClaim("cell"));
    }

    [Fact]
    public void What_a_killed_process_was_making_is_no_claim()
    {
        Directory.CreateDirectory(_folder.File("claims/cell/1.0123.tmp"));
        using ClaimBoard board = Board();

        Assert.Equal(1, board.TryClaim("cell")!.Attempt);
    }

    private ClaimBoard Board() => new(_folder.Path, s_timing, _time);

    /// <summary>Time that stands still until it is advanced; the wall clock may jump as it likes.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private readonly List<Beater> _beaters = [];
        private TimeSpan _elapsed;
        private TimeSpan _jumped;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(200) + _elapsed + _jumped;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Beater beater = new(callback, state, dueTime, period);
            _beaters.Add(beater);
            return beater;
        }

        public void Jump(TimeSpan by) => _jumped += by;

        public void Advance(TimeSpan by)
        {
            _elapsed += by;
            _beaters.ForEach(b => b.RunUntil(_elapsed));
        }

        private sealed class Beater(TimerCallback callback, object? state, TimeSpan due, TimeSpan period) : ITimer
        {
            private TimeSpan _due = due;

            public void RunUntil(TimeSpan time)
            {
                for (; _due <= time; _due += period)
                {
                    callback(state);
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose() => _due = TimeSpan.MaxValue;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
