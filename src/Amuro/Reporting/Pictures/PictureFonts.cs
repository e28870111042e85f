using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace Amuro.Reporting.Pictures;

/// <summary>
/// The letters of PNG files. Latin, Greek, Cyrillic and the signs of the charts come from the embedded DejaVu Sans Condensed, so that a picture
/// is the same on every machine, one without fonts included. Other characters come from a font of the machine that has them; where
/// there is none, a box stands in their place.
/// </summary>
internal sealed class PictureFonts
{
    /// <summary>What a stand-alone SVG asks for.</summary>
    public const string Family = "DejaVu Sans Condensed, DejaVu Sans, Arial, Helvetica, sans-serif";

    private static readonly Lazy<PictureFonts> s_regular = new(() => new PictureFonts("DejaVuSansCondensed.ttf"));
    private static readonly Lazy<PictureFonts> s_bold = new(() => new PictureFonts("DejaVuSansCondensed-Bold.ttf"));
    private static readonly Lazy<SKTypeface[]> s_machine = new(() =>
        [.. SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal).Select(f => SKFontManager.Default.MatchFamily(f)).Where(t => t is not null)]);

    private readonly SKTypeface _own;
    private readonly ConcurrentDictionary<int, SKTypeface> _others = new();

    private PictureFonts(string file)
    {
        using Stream stream = typeof(PictureFonts).Assembly.GetManifestResourceStream("Amuro.Reporting.Fonts." + file)
            ?? throw new InvalidOperationException($"the font {file} is not in the assembly");
        using SKData data = SKData.Create(stream);
        _own = SKTypeface.FromData(data);
    }

    public static PictureFonts Of(bool bold) => (bold ? s_bold : s_regular).Value;

    /// <summary>The text in pieces of one font each, from left to right; letters are not joined as Arabic and Indic scripts need.</summary>
    public IReadOnlyList<(string Text, SKTypeface Font)> Pieces(string text)
    {
        List<(StringBuilder Text, SKTypeface Font)> pieces = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            SKTypeface font = _own.ContainsGlyph(rune.Value) ? _own : _others.GetOrAdd(rune.Value, FromMachine);
            if (pieces.Count == 0 || pieces[^1].Font != font)
            {
                pieces.Add((new StringBuilder(), font));
            }

            pieces[^1].Text.Append(rune.ToString());
        }

        return [.. pieces.Select(p => (p.Text.ToString(), p.Font))];
    }

    private SKTypeface FromMachine(int character) => s_machine.Value.FirstOrDefault(t => t.ContainsGlyph(character)) ?? _own;
}
