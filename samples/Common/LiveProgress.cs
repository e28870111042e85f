using System.Diagnostics;
using System.Globalization;
using Amuro.Miniature;
using Amuro.Studies;
using Spectre.Console;

/// <summary>Shows named bars with the time left in a terminal, and a plain line every few seconds where there is none.</summary>
internal sealed class LiveProgress
{
    private static readonly TimeSpan s_plainInterval = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly Dictionary<string, TimeSpan> _lastLine = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ProgressContext? _context;

    private LiveProgress(ProgressContext? context) => _context = context;

    public static async Task<T> ShowAsync<T>(Func<LiveProgress, Task<T>> work)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return await work(new LiveProgress(null));
        }

        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context => work(new LiveProgress(context)));
    }

    /// <summary>A receiver of a study's progress.</summary>
    public IProgress<StudyProgress> Study(string name) => new Receiver<StudyProgress>(p =>
        Show(name, p.Done, p.Total, $"{p.Cell}: {p.Activity}", p.Remaining));

    /// <summary>A receiver of the progress of pre-training.</summary>
    public IProgress<PretrainingProgress> Pretraining(string name)
    {
        (TimeSpan Time, int Step)? start = null;
        return new Receiver<PretrainingProgress>(p =>
        {
            start ??= (_clock.Elapsed, p.Step);
            int steps = p.Step - start.Value.Step;
            TimeSpan? remaining = steps > 10 ? (_clock.Elapsed - start.Value.Time) / steps * (p.Steps - p.Step) : null;
            Show(name, p.Step, p.Steps, string.Create(CultureInfo.InvariantCulture, $"loss {p.Loss:0.000}"), remaining);
        });
    }

    private void Show(string name, double done, double total, string detail, TimeSpan? remaining)
    {
        string left = remaining is { } r ? string.Create(CultureInfo.InvariantCulture, $", {(int)r.TotalMinutes}:{r.Seconds:00} left") : "";
        lock (_gate)
        {
            if (_context is null)
            {
                WriteLine(name, done, total, detail + left);
                return;
            }

            if (!_bars.TryGetValue(name, out ProgressTask? bar))
            {
                _bars[name] = bar = _context.AddTask(Markup.Escape(name));
            }

            bar.MaxValue = total;
            bar.Value = done;
            bar.Description = Markup.Escape($"{name}  {done:0}/{total:0}  {detail}{left}");
        }
    }

    private void WriteLine(string name, double done, double total, string detail)
    {
        bool due = !_lastLine.TryGetValue(name, out TimeSpan last) || _clock.Elapsed - last >= s_plainInterval || done >= total;
        if (due)
        {
            _lastLine[name] = _clock.Elapsed;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,6:0.0} s] {name} {done:0}/{total:0}  {detail}"));
        }
    }

    private sealed class Receiver<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
