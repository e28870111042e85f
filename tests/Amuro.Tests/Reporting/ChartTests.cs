using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amuro.Reporting;
using Amuro.Reporting.Svg;
using FsCheck.Xunit;

namespace Amuro.Tests.Reporting;

public sealed class ChartTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-0.47, 0.48, "\u22120.6 \u22120.4 \u22120.2 0.0 0.2 0.4 0.6")]
    [InlineData(0, 0.23, "0.00 0.05 0.10 0.15 0.20 0.25")]
    [InlineData(3, 1234, "0 250 500 750 1000 1250")]
    public void TicksAreRoundAndEncloseTheRange(double low, double high, string expected)
    {
        IReadOnlyList<double> ticks = NiceTicks.Around(low, high);
        Assert.Equal(expected, string.Join(' ', ticks.Select(t => NiceTicks.Label(t, ticks))));
    }

    [Property]
    public void TicksEncloseAnyRangeInFewSteps(double a, double b)
    {
        IReadOnlyList<double> ticks = NiceTicks.Around(Math.Min(a, b), Math.Max(a, b));
        Assert.InRange(ticks.Count, 2, 12);
        if (Math.Abs(a) <= 1e300 && Math.Abs(b) <= 1e300)
        {
            double slack = 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b));
            Assert.True(ticks[0] <= Math.Min(a, b) + slack && ticks[^1] >= Math.Max(a, b) - slack);
        }
    }

    [Fact]
    public void StepsStandInOrderAndTheLastIsLabelled()
    {
        var scale = new StepScale([1200, 0, 400, 400, 800], 10, 40);
        Assert.Equal([0, 400, 800, 1200], scale.Steps);
        Assert.Equal([10, 20, 30, 40], scale.Steps.Select(s => scale.At(s)));
        Assert.Equal(15, scale.At(200));
        Assert.Equal([0, 400, 800, 1200], scale.Labelled(10));
        Assert.Equal([0, 1200], scale.Labelled(15));
        Assert.Equal([1200], scale.Labelled(31));
        Assert.Equal(["738,000", "738,020", "1.2M"], ((long[])[738_000, 738_020, 1_200_000]).Select(new StepScale([738_000, 738_020, 1_200_000], 0, 1).Label));
        Assert.Equal(25, new StepScale([7], 10, 40).At(7));
    }

    [Theory]
    [InlineData("0 100 200 300 450 600 850 1200", nameof(StepSpacing.Linear))]
    [InlineData("0 1 2 4 8 16 32 64 128 256 512 1000 2000 4000 143000", nameof(StepSpacing.Logarithmic))]
    [InlineData("10 100 1000", nameof(StepSpacing.Logarithmic))]
    [InlineData("1000 18000 342000 424000 505000 592000 738000", nameof(StepSpacing.Even))]
    [InlineData("0 1000", nameof(StepSpacing.Linear))]
    public void TheAxisFitsTheSpacingOfTheSteps(string steps, string expected)
    {
        long[] all = [.. steps.Split(' ').Select(long.Parse)];
        var scale = new StepScale(all, 0, 100);
        Assert.Equal(expected, scale.Spacing.ToString());
        double[] places = [.. all.Select(s => scale.At(s))];
        Assert.Equal(0, places[0], 9);
        Assert.Equal(100, places[^1], 9);
        Assert.All(places.Zip(places.Skip(1)), p => Assert.True(p.First < p.Second));
        Assert.Equal(scale.Spacing == StepSpacing.Logarithmic && all[0] == 0, scale.Break is not null);
    }

    [Fact]
    public void ALogarithmicAxisHasTheSameRoomForEachPowerOfTen()
    {
        var scale = new StepScale([10, 100, 1000, 10_000], 0, 90);
        Assert.Equal([0, 30, 60, 90], scale.Steps.Select(s => Math.Round(scale.At(s), 9)));
    }

    [Fact]
    public void AChangePointStandsBetweenItsCheckpointsWithItsInterval()
    {
        LineChart chart = Chart([new LinePoint(0, 0.5, double.NaN, double.NaN, ""), new LinePoint(100, 0.5, double.NaN, double.NaN, "")]) with
        {
            Marks = [new StepMark(50, 25, 75, 1, "change-point"), new StepMark(double.NaN, 0, 1, 1, "none")],
        };
        XElement svg = chart.Draw();
        // plot from 52 to 300 - 14, with 8 pixels free on each side
        Assert.Equal("M169 28 L169 178", WithClass(svg, "event").Single().Attribute("d")!.Value);
        XElement interval = WithClass(svg, "band").Single();
        Assert.Equal((114.5, 109.0), (Number(interval, "x"), Number(interval, "width")));
    }

    [Fact]
    public void AHundredCheckpointsAreALineWithoutMarkers()
    {
        XElement svg = Chart([.. Enumerable.Range(0, 100).Select(i => new LinePoint(i, 0.5, 0.4, 0.6, "note"))]).Draw();
        Assert.Empty(WithClass(svg, "mark"));
        Assert.Single(WithClass(svg, "line"));
        Assert.Single(WithClass(svg, "band"));
    }

    [Fact]
    public void ALineIsDrawnAsFarAsThePlotGoes()
    {
        XElement svg = new ScatterChart
        {
            Title = "t", XTitle = "x", YTitle = "y", Lines = [new ScatterLine(1, -1, "diagonal"), new ScatterLine(9, 0, "outside")],
            Points = [new ScatterPoint(0, 0, double.NaN, double.NaN, "a", 0, ""), new ScatterPoint(1, 0.5, double.NaN, double.NaN, "b", 0, "")],
        }.Draw();
        XElement line = WithClass(svg, "reference").First();
        Assert.Equal("diagonal", line.Value);
        // y = 1 - x enters the plot, 0 to 0.5, at x = 0.5 and leaves it at 1: middle and right end of 64 to 418
        Assert.Equal("M241 12 L418 308", line.Attribute("d")!.Value);
    }

    [Fact]
    public void ACurveIsInterruptedWhereACheckpointIsMissing()
    {
        double[] values = [0.1, 0.2, double.NaN, 0.4, 0.5];
        XElement svg = Chart([.. values.Select((v, i) => new LinePoint(i, v, v - 0.05, v + 0.05, "note"))]).Draw();
        Assert.Equal(2, WithClass(svg, "line").Count());
        Assert.Equal(2, WithClass(svg, "band").Count());
        Assert.Equal(4, WithClass(svg, "mark").Count());
        Assert.Equal("curve, step 2: missing", WithClass(svg, "gap mid").Single().Element(s_svg + "title")!.Value);
    }

    [Fact]
    public void APointAloneHasAWhiskerAndNoneWithoutAnInterval()
    {
        XElement svg = Chart([new LinePoint(5, 0.4, 0.3, 0.5, "note")]).Draw();
        Assert.Single(WithClass(svg, "whisker"));
        Assert.Empty(WithClass(svg, "line"));
        Assert.Empty(WithClass(Chart([new LinePoint(5, 0.4, double.NaN, double.NaN, "note")]).Draw(), "whisker"));
    }

    [Fact]
    public void HigherScoresStandHigher()
    {
        XElement svg = Chart([new LinePoint(0, 0.25, double.NaN, double.NaN, "low"), new LinePoint(1, 0.75, double.NaN, double.NaN, "high")]).Draw();
        double[] heights = [.. WithClass(svg, "mark").Select(m => double.Parse(m.Attribute("cy")!.Value, CultureInfo.InvariantCulture))];
        // plot from 28 to 216 - 38: a quarter of 150 pixels from each end
        Assert.Equal([140.5, 65.5], heights);
    }

    [Property(MaxTest = 30)]
    public void LabelsOfAScatterNeverCoverEachOther(byte seed)
    {
        var draw = new Random(seed);
        ScatterPoint[] points = [.. Enumerable.Range(0, 25).Select(i => new ScatterPoint(draw.NextDouble(), draw.NextDouble() / 3, double.NaN, double.NaN, $"a task named {i}", 0, ""))];
        XElement svg = new ScatterChart { Title = "t", XTitle = "x", YTitle = "y", Points = points }.Draw();
        (double X, double Y, double W)[] labels = [.. WithClass(svg, "label").Select(l => (Number(l, "x"), Number(l, "y"), TextSize.Width(l.Value, Frame.LabelSize)))];
        Assert.NotEmpty(labels);
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                bool apart = labels[i].X + labels[i].W <= labels[j].X + 0.1 || labels[j].X + labels[j].W <= labels[i].X + 0.1
                    || Math.Abs(labels[i].Y - labels[j].Y) >= Frame.LabelSize - 0.1;
                Assert.True(apart, $"labels {i} and {j} overlap");
            }
        }
    }

    [Fact]
    public void PointsWithoutANumberAreLeftOut()
    {
        XElement svg = new ScatterChart { Title = "t", XTitle = "x", YTitle = "y", Points = [new ScatterPoint(double.NaN, 0.1, 0, 1, "a", 0, ""), new ScatterPoint(0.5, double.NaN, 0, 1, "b", 0, "")] }.Draw();
        Assert.Empty(WithClass(svg, "mark"));
        Assert.Contains("no data", svg.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void CellsOfAHeatMapShowSignSizeAndGaps()
    {
        HeatCell?[] cells = [new(-0.5, "loss", Strong: true), new(0.25, "gain", Outlined: true), new(double.NaN, "unknown"), null];
        XElement svg = new HeatMap { Title = "t", Rows = ["r1", "r2"], Columns = ["c1", "c2"], RowTitle = "rows", ColumnTitle = "columns", KeyTitle = "key", Cell = (r, c) => cells[r * 2 + c] }.Draw();
        Assert.Contains("var(--loss);fill-opacity:0.78", WithClass(svg, "cell").Single().Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Contains("var(--gain);fill-opacity:0.39", WithClass(svg, "cell own").Single().Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Equal("\u22120.50*", WithClass(svg, "value strong mid").Single().Value);
        Assert.Equal(["r2 after fine-tuning on c1: missing", "r2 after fine-tuning on c2: missing"], WithClass(svg, "cell empty").Select(c => c.Value));
    }

    [Fact]
    public void AllStylesDifferInColourAndMarker()
    {
        string[] looks = [.. Enumerable.Range(0, SeriesStyle.Count).Select(i => SeriesStyle.Marker(i, 0, 0, 4).ToString())];
        Assert.Equal(SeriesStyle.Count, looks.Distinct().Count());
        Assert.Equal(SeriesStyle.Count, Enumerable.Range(0, SeriesStyle.Count).Select(SeriesStyle.Dash).Distinct().Count());
        Assert.All(Enumerable.Range(0, SeriesStyle.Count), i => Assert.Equal(3, Style.Sheet.Split($"--s{i}:").Length - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void WordsAndCurvesStandOutFromTheirGroundInLightDarkAndPrint(int theme)
    {
        string block = Regex.Matches(Style.Sheet, @":root\{([^}]*)\}")[theme].Groups[1].Value;
        var colours = Regex.Matches(block, @"--(\w+):(#[0-9a-f]+)").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        foreach (string ground in (string[])["paper", "card"])
        {
            // WCAG 2.2: 4.5 for text (1.4.3)
            Assert.All((string[])["ink", "soft", "link", "yes", "no", "open", "none"], c => Assert.True(Contrast(colours[c], colours[ground]) >= 4.5, $"{c} on {ground}"));
        }

        // and 3 for graphics (1.4.11)
        Assert.All(Enumerable.Range(0, SeriesStyle.Count), i => Assert.True(Contrast(colours[$"s{i}"], colours["paper"]) >= 3, $"s{i}"));
    }

    [Theory]
    [InlineData("short", 100, "short")]
    [InlineData("a very long name of a task", 60, "a very \u2026")]
    [InlineData("\U0001F469\u200D\U0001F52C\U0001F469\u200D\U0001F52C", 30, "\u2026")]
    public void LongNamesAreCutBetweenCharacters(string text, double width, string expected) => Assert.Equal(expected, TextSize.Fit(text, width, 11.5));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(850, "850")]
    [InlineData(1200, "1200")]
    [InlineData(738_000, "738k")]
    [InlineData(1_430_000, "1.43M")]
    public void StepsAreShort(long step, string expected) => Assert.Equal(expected, Numbers.Step(step));

    [Theory]
    [InlineData(0.0004, "p < 0.001")]
    [InlineData(0.0123, "p = 0.012")]
    [InlineData(double.NaN, "p n/a")]
    public void ProbabilitiesAreNeverZero(double p, string expected) => Assert.Equal(expected, Numbers.Probability(p));

    [Fact]
    public void TextThatXmlCannotHoldIsReplaced() => Assert.Equal("a\uFFFDb\uFFFDc\U0001F600", Markup.Clean("a\0b\uD800c\U0001F600"));

    [Fact]
    public void MoreSeedsDoNotShrinkTheUncertaintyOfTheItems()
    {
        static Amuro.Results.ScoreRow Row(int seed, double score, double error, int n = 50) => new()
        {
            Step = 0, Stage = Amuro.Results.Stage.FineTuned, TunedOn = "t", Task = "t", Split = Amuro.Results.TaskRelation.InDomain, Format = "f", Seed = seed, Metric = "acc", Score = score, N = n, StandardError = error,
        };
        Assert.Equal(0.03, SeedMean.Of([Row(0, 0.5, 0.03), Row(1, 0.5, 0.03), Row(2, 0.5, 0.03)]).StandardError, 12);
        // between seeds: sample variance of .4 and .6 is .02, over two seeds .01
        Assert.Equal(Math.Sqrt(0.0009 + 0.01), SeedMean.Of([Row(0, 0.4, 0.03), Row(1, 0.6, 0.03), Row(2, double.NaN, 0.03)]).StandardError, 12);
        Assert.True(double.IsNaN(SeedMean.Of([]).Score));
    }

    [Fact]
    public void IntervalsOfScoresAreWilsonsAndStayBetweenZeroAndOne()
    {
        static Amuro.Analysis.Interval Of(double score, double error, int n, string metric = "acc") => SeedMean.Of(
        [
            new Amuro.Results.ScoreRow
            {
                Step = 0, Stage = Amuro.Results.Stage.Base, Task = "t", Split = Amuro.Results.TaskRelation.Unseen, Format = "f", Metric = metric, Score = score, N = n, StandardError = error,
            },
        ]).Interval;

        // Wilson's lower end for 50 of 50 is 1 / (1 + z^2 / n)
        Assert.Equal((0.928652, 1.0), (Math.Round(Of(1, 0, 50).Low, 6), Of(1, 0, 50).High));
        // 40 of 50 by hand; the standard error says n = 50 too
        Assert.Equal((0.669629, 0.887562), (Math.Round(Of(0.8, double.NaN, 50).Low, 6), Math.Round(Of(0.8, double.NaN, 50).High, 6)));
        Assert.Equal(Of(0.8, double.NaN, 50).Low, Of(0.8, Math.Sqrt(0.8 * 0.2 / 50), 7).Low, 9);
        Assert.False(Of(0.8, double.NaN, 50, "rougeL").IsEstimable);
        Assert.False(Of(0.8, double.NaN, 0).IsEstimable);
        Assert.Equal(12 + 1.959963984540054, Of(12, 1, 9, "perplexity").High, 9);
    }

    private static LineChart Chart(LinePoint[] points) => new() { Title = "t", YTitle = "score", Steps = [.. points.Select(p => p.Step)], Series = [new LineSeries("curve", 0, points)], Range = (0, 1) };

    private static IEnumerable<XElement> WithClass(XElement svg, string name) => svg.Descendants().Where(e => e.Attribute("class")?.Value == name);

    private static double Contrast(string first, string second)
    {
        double[] light = [.. new[] { first, second }.Select(Luminance).Order()];
        return (light[1] + 0.05) / (light[0] + 0.05);
    }

    private static double Luminance(string colour)
    {
        string digits = colour.Length == 4 ? string.Concat(colour[1..].Select(c => $"{c}{c}")) : colour[1..];
        double[] parts = [.. Convert.FromHexString(digits).Select(b => b / 255.0).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
