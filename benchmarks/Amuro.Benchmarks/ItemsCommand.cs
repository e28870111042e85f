using System.Diagnostics;
using System.Globalization;
using Amuro.Results;

namespace Amuro.Benchmarks;

/// <summary>
/// Time and peak memory of a table of item records with four choices each, 10,000 items an evaluation. The process does nothing else.
/// </summary>
internal static class ItemsCommand
{
    private const int ItemsOfATask = 10_000;

    public static void Run(string[] arguments)
    {
        Options options = new(arguments, "--rows", "--folder", "--csv", "--json");
        int rows = options.Number("--rows", 1_000_000);
        string folder = options.Text("--folder") ?? Path.GetTempPath();
        string file = Path.Combine(folder, $"amuro-items-{Guid.NewGuid():N}");
        ItemTable table = Timed(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows made"), () => ItemTable.From(Records(rows)));
        Timed("walked through, mean score by step", () => table.AggregateBy(r => r.Step, (N: 0, Sum: 0.0), (total, r) => (total.N + 1, total.Sum + r.Score)).Select(g => g.Value.Sum / g.Value.N).Max());
        try
        {
            Saved(file, "Parquet", () => table.SaveParquetAsync(file).GetAwaiter().GetResult());
            table = ItemTable.Empty;
            table = Timed("loaded from Parquet", () => ItemTable.LoadParquetAsync(file).GetAwaiter().GetResult());
            if (options.Has("--csv"))
            {
                Text(file, "CSV", () => table.SaveCsv(file), () => ItemTable.LoadCsv(file).Count);
            }

            if (options.Has("--json"))
            {
                Text(file, "JSON lines", () => table.SaveJsonLines(file), () => ItemTable.LoadJsonLines(file).Count);
            }

            GC.Collect();
            Print($"held at the end: {GC.GetTotalMemory(true) / (double)table.Count:F1} bytes a row");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Text(string file, string name, Action save, Func<int> load)
    {
        Saved(file, name, save);
        Timed($"loaded from {name}", load);
    }

    private static void Saved(string file, string name, Action save)
    {
        Timed($"saved as {name}", () =>
        {
            save();
            return 0;
        });
        Print($"  {new FileInfo(file).Length / 1024.0 / 1024:F1} MiB");
    }

    private static T Timed<T>(string what, Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        Print($"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s, peak {Machine.PeakMemoryGiB:F2} GiB");
        return result;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<ItemRecord> Records(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            int evaluation = i / ItemsOfATask;
            double[] likelihoods = [-random.NextDouble(), -random.NextDouble(), -random.NextDouble(), -random.NextDouble()];
            string prediction = Array.IndexOf(likelihoods, likelihoods.Max()).ToString(CultureInfo.InvariantCulture);
            string gold = random.Next(4).ToString(CultureInfo.InvariantCulture);
            string item = (i % ItemsOfATask).ToString(CultureInfo.InvariantCulture);
            yield return new ItemRecord
            {
                Step = 1000 * (evaluation % 10),
                Stage = Stage.Base,
                Task = $"task {evaluation / 10}",
                Split = TaskRelation.Unseen,
                Format = "default",
                Item = item,
                Cluster = item,
                Metric = "acc",
                Score = prediction == gold ? 1 : 0,
                Prediction = prediction,
                Gold = gold,
                LogLikelihoods = likelihoods,
                ChoiceTokens = [2, 3, 2, 4],
            };
        }
    }
}
