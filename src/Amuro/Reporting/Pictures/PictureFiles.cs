using System.Text;
using System.Xml.Linq;

namespace Amuro.Reporting.Pictures;

/// <summary>Writes pictures as SVG and PNG files.</summary>
internal static class PictureFiles
{
    private const int LongestName = 80;

    /// <summary>Writes all SVG files, then all PNG files, each whole or not at all: what needs no native library is there where it is missing.</summary>
    public static void Save(IEnumerable<Picture> pictures, string folder, CancellationToken cancellationToken)
    {
        List<(string Path, XElement Svg)> written = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (Picture picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = System.IO.Path.Combine(folder, Unused(FileName(picture.Name), names));
            XElement svg = picture.StandAlone();
            TableFiles.Save(path + ".svg", svg.ToString(SaveOptions.DisableFormatting) + "\n");
            written.Add((path, svg));
        }

        foreach ((string path, XElement svg) in written)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] png = PngDrawing.Of(svg);
            Runtime.AtomicFile.Write(path + ".png", stream => stream.Write(png));
        }
    }

    /// <summary>The name in small ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, which every file system takes.</summary>
    public static string FileName(string name)
    {
        var clean = new StringBuilder();
        foreach (char c in name.ToLowerInvariant().Take(LongestName))
        {
            bool keep = char.IsAsciiLetterOrDigit(c) || c is '_' or '.';
            if (keep || (clean.Length > 0 && clean[^1] != '-'))
            {
                clean.Append(keep ? c : '-');
            }
        }

        string text = clean.ToString().Trim('-', '.');
        return text.Length == 0 ? "picture" : text;
    }

    private static string Unused(string name, HashSet<string> names)
    {
        string unused = name;
        for (int i = 2; !names.Add(unused); i++)
        {
            unused = FormattableString.Invariant($"{name}-{i}");
        }

        return unused;
    }
}
