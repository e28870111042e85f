using System.Globalization;

namespace Amuro.Analysis.Auditing;

public sealed partial record DataAudit
{
    private void Check()
    {
        string[] mistakes = [.. Mistakes()];
        if (mistakes.Length > 0)
        {
            throw new AmuroException($"DataAudit: {string.Join("; ", mistakes)}");
        }
    }

    private IEnumerable<string> Mistakes()
    {
        (string Name, double Value, double Above, double AtMost)[] open = [(nameof(PerfectScore), PerfectScore, 0, 1), (nameof(ShareTolerance), ShareTolerance, 0, 1)];
        foreach ((string name, double value, double above, double most) in open.Where(o => !(o.Value > o.Above && o.Value <= o.AtMost)))
        {
            yield return Text($"{name}: expected above {above}, at most {most}, found {value}");
        }

        (string Name, double Value)[] shares =
        [
            (nameof(ShotShare), ShotShare), (nameof(OutlierShare), OutlierShare), (nameof(MainShare), MainShare), (nameof(NearbySteps), NearbySteps),
            (nameof(SmallestDifference), SmallestDifference),
        ];
        foreach ((string name, double value) in shares.Where(s => !(s.Value >= 0 && s.Value <= 1)))
        {
            yield return Text($"{name}: expected 0 to 1, found {value}");
        }

        if (FewestItems < 2)
        {
            yield return Text($"{nameof(FewestItems)}: expected at least 2, found {FewestItems}");
        }

        if (!(OutlierShift >= 0))
        {
            yield return Text($"{nameof(OutlierShift)}: expected at least 0, found {OutlierShift}");
        }

        if (!(ImpliedItemsFactor > 1))
        {
            yield return Text($"{nameof(ImpliedItemsFactor)}: expected above 1, found {ImpliedItemsFactor}");
        }

        foreach ((string task, int items) in ItemCounts.Where(c => c.Value < 1))
        {
            yield return Text($"{nameof(ItemCounts)}: expected at least 1 item of '{task}', found {items}");
        }

        foreach ((string task, IReadOnlyDictionary<string, int> counts) in ClassCounts.Where(c => c.Value.Count == 0 || c.Value.Values.Any(n => n < 0) || c.Value.Values.Sum(n => (long)n) == 0))
        {
            yield return $"{nameof(ClassCounts)}: expected classes of '{task}' with at least 0 items, found {string.Join(", ", counts.Select(c => Text($"{c.Key}: {c.Value}")))}";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
