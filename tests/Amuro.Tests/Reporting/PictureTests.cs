using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;
using Amuro.Reporting;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Svg;
using SkiaSharp;
using Path = System.IO.Path;

namespace Amuro.Tests.Reporting;

public sealed class PictureTests
{
    public const string Command = "pictures-without-skia";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>Saves the pictures where SkiaSharp's native library does not load; 0 if that is said, and only the PNG files are missing.</summary>
    public static int RunInChild(string folder)
    {
        NativeLibrary.SetDllImportResolver(typeof(SKPaint).Assembly, (name, _, _) => throw new DllNotFoundException(name + " is not here"));
        StudyReport report = Report();
        report.SaveHtml(Path.Combine(folder, "report.html"));
        try
        {
            report.SavePictures(folder);
            return 3;
        }
        catch (AmuroException error)
        {
            Console.WriteLine(error.Message);
            return 0;
        }
    }

    [Fact]
    public void EveryChartOfThePageIsAFileOfBothKinds()
    {
        using TemporaryFolder folder = new();
        Report().SavePictures(folder.Path);
        string[] names = [.. Directory.EnumerateFiles(folder.Path, "*.svg").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(names, Directory.EnumerateFiles(folder.Path, "*.png").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
        Assert.Equal(Report().ToHtml().Split("class=\"chart\"").Length - 1, names.Length);
        Assert.Superset(new HashSet<string> { "curves-nli_ood", "gains", "forgetting", "formats-mean-spread", "formats-nli_ood" }, names.ToHashSet());
        foreach (string name in names)
        {
            CheckPng(Path.Combine(folder.Path, name));
        }
    }

    [Fact]
    public void AStandAloneSvgNeedsNoStyleSheet()
    {
        using TemporaryFolder folder = new();
        Report().SavePictures(folder.Path);
        foreach (string file in Directory.EnumerateFiles(folder.Path, "*.svg"))
        {
            XDocument svg = XDocument.Load(file);
            Assert.All(svg.Descendants().Attributes(), a => Assert.False(a.Name.LocalName is "class" or "style" || a.Value.Contains("var(", StringComparison.Ordinal), $"{file}: {a}"));
            Assert.Contains(svg.Descendants(s_svg + "text"), t => t.Attribute("font-size")?.Value == "10.5" && t.Attribute("fill")?.Value == "#5a626c");
        }
    }

    [Fact]
    public void TheSameStudyGivesTheSameBytesInEveryCulture()
    {
        Picture picture = Curve();
        byte[] first = PngDrawing.Of(picture.StandAlone());
        using (new InCulture("de-DE"))
        {
            Assert.Equal(first, PngDrawing.Of(picture.StandAlone()));
            Assert.Equal(picture.StandAlone().ToString(), Curve().StandAlone().ToString());
        }
    }

    [Theory]
    [InlineData("Latin \u00E4\u00F8\u0142")]
    [InlineData("\u0395\u03BB\u03BB\u03B7\u03BD\u03B9\u03BA\u03AC")]
    [InlineData("\u2212\u2192\u2026\u00D7\u25B2\u2713")]
    public void LettersOfTheChartsNeedNoFontOfTheMachine(string text) =>
        Assert.Same(PictureFonts.Of(bold: false).Pieces("a")[0].Font, Assert.Single(PictureFonts.Of(bold: false).Pieces(text)).Font);

    [Fact]
    public void ACharacterThatNoFontHasIsABoxAndNotNothing()
    {
        // for private use: no font of a machine is expected to have it
        Assert.True(Dark(Text("\U0010FFFD")) > 20);
        Assert.Equal(0, Dark(Text(" ")));
    }

    [Fact]
    public void BoldIsBolder() => Assert.True(Dark(Text("words", 700)) > 1.1 * Dark(Text("words")));

    [Fact]
    public void TextStandsWhereItsAnchorSays()
    {
        (int Left, int Right) start = Extent(Text("words")), middle = Extent(Text("words", anchor: "middle")), end = Extent(Text("words", anchor: "end"));
        // x = 50 units are 100 pixels
        Assert.InRange(start.Left, 100, 104);
        Assert.InRange((middle.Left + middle.Right) / 2, 98, 102);
        Assert.InRange(end.Right, 96, 100);
    }

    [Fact]
    public void AnUnknownShapeIsRefused() =>
        Assert.Throws<InvalidOperationException>(() => PngDrawing.Of(Svg(new XElement(s_svg + "ellipse"))));

    [Fact]
    public void WithoutTheNativeLibraryOnlyThePngFilesAreMissing()
    {
        using TemporaryFolder folder = new();
        (int code, string output, string errors) = ChildProcess.Run([Command, folder.Path], new Dictionary<string, string?>());
        Assert.True(code == 0, errors);
        Assert.StartsWith("PNG pictures: expected SkiaSharp's native library", output, StringComparison.Ordinal);
        Assert.Contains("SkiaSharp.NativeAssets", output, StringComparison.Ordinal);
        Assert.Equal(Report().ToHtml().Split("class=\"chart\"").Length - 1, Directory.GetFiles(folder.Path, "*.svg").Length);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.png"));
        Assert.True(File.Exists(Path.Combine(folder.Path, "report.html")));
    }

    [Theory]
    [InlineData("curves-A task / with:signs?", "curves-a-task-with-signs")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("\u4EFB\u52A1", "picture")]
    public void NamesOfFilesAreFitForEveryFileSystem(string name, string expected) => Assert.Equal(expected, PictureFiles.FileName(name));

    [Fact]
    public void NamesThatComeOutEqualAreNumbered()
    {
        using TemporaryFolder folder = new();
        PictureFiles.Save([Curve() with { Name = "a b" }, Curve() with { Name = "A/B" }], folder.Path, CancellationToken.None);
        Assert.Equal(["a-b-2.png", "a-b-2.svg", "a-b.png", "a-b.svg"], Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    private static void CheckPng(string path)
    {
        byte[] bytes = File.ReadAllBytes(path + ".png");
        Assert.Equal([0x89, .. "PNG\r\n\u001A\n"u8], bytes[..8]);
        XElement root = XDocument.Load(path + ".svg").Root!;
        using SKBitmap bitmap = SKBitmap.Decode(bytes);
        Assert.Equal((2 * (int)root.Attribute("width")!, 2 * (int)root.Attribute("height")!), (bitmap.Width, bitmap.Height));
        Assert.True(bitmap.Pixels.Distinct().Count() > 40, path);
        Assert.Equal(SKColors.White, bitmap.GetPixel(0, 0));
        // the title or the first tick label: ink where the SVG has its first text
        Assert.True(bitmap.Pixels.Count(p => p.Red < 120 && p.Green < 120 && p.Blue < 120) > 100, path);
    }

    private static StudyReport Report()
    {
        Amuro.Results.StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 600, 1200]);
        return new StudyReport(study, SyntheticFindings.Of(study));
    }

    private static Picture Curve() => new("curve", new LineChart
    {
        Title = "title",
        YTitle = "score",
        Steps = [0, 10, 20],
        Series = [new LineSeries("curve", 0, [new LinePoint(0, 0.1, 0, 0.2, "n"), new LinePoint(10, 0.4, 0.3, 0.5, "n"), new LinePoint(20, 0.8, 0.7, 0.9, "n")])],
    }.Draw())
    { Legend = new LegendEntries([(0, "the curve")], "chance") };

    private static XElement Svg(XElement content) => new(s_svg + "svg", new XAttribute("width", 100), new XAttribute("height", 30), content);

    private static SKBitmap Text(string text, int weight = 400, string anchor = "start") => SKBitmap.Decode(PngDrawing.Of(Svg(new XElement(s_svg + "text",
        new XAttribute("x", 50), new XAttribute("y", 20), new XAttribute("font-size", 12), new XAttribute("font-weight", weight), new XAttribute("text-anchor", anchor), text))));

    private static int Dark(SKBitmap bitmap)
    {
        using (bitmap)
        {
            return bitmap.Pixels.Count(p => p.Red < 128);
        }
    }

    private static (int Left, int Right) Extent(SKBitmap bitmap)
    {
        using (bitmap)
        {
            int[] inked = [.. Enumerable.Range(0, bitmap.Width).Where(x => Enumerable.Range(0, bitmap.Height).Any(y => bitmap.GetPixel(x, y).Red < 160))];
            return (inked[0], inked[^1]);
        }
    }
}
