using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;

namespace Amuro.Reporting.Pictures;

/// <summary>
/// Draws what <see cref="Picture.StandAlone"/> gives as PNG. It knows the few shapes that the charts of this library are made of and refuses any other.
/// </summary>
internal static partial class PngDrawing
{
    private const float PixelsPerUnit = 2;

    /// <summary>The picture as a PNG file, two pixels a unit.</summary>
    /// <exception cref="AmuroException">SkiaSharp's native library is missing.</exception>
    public static byte[] Of(XElement svg)
    {
        try
        {
            return Draw(svg);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            || error is TypeInitializationException { InnerException: DllNotFoundException or BadImageFormatException or EntryPointNotFoundException })
        {
            throw new AmuroException(
                "PNG pictures: expected SkiaSharp's native library (libSkiaSharp) for this machine, "
                + $"{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}, found none that loads; reference the package SkiaSharp.NativeAssets "
                + "of this platform in the same version as SkiaSharp. The HTML report and the SVG files do without: "
                + (error.InnerException ?? error).Message.ReplaceLineEndings(" "), error);
        }
    }

    private static byte[] Draw(XElement svg)
    {
        var size = new SKImageInfo((int)(Number(svg, "width") * PixelsPerUnit), (int)(Number(svg, "height") * PixelsPerUnit), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(size);
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale(PixelsPerUnit);
        Children(canvas, svg);
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Children(SKCanvas canvas, XElement parent)
    {
        foreach (XElement element in parent.Elements().Where(e => e.Name.LocalName != "title"))
        {
            int before = canvas.Save();
            Transform(canvas, element);
            switch (element.Name.LocalName)
            {
                case "g":
                    Children(canvas, element);
                    break;
                case "text":
                    Text(canvas, element);
                    break;
                default:
                    using (SKPath outline = Outline(element))
                    {
                        Paint(canvas, outline, element);
                    }

                    break;
            }

            canvas.RestoreToCount(before);
        }
    }

    private static SKPath Outline(XElement element)
    {
        var path = new SKPath();
        switch (element.Name.LocalName)
        {
            case "path":
                path.Dispose();
                return SKPath.ParseSvgPathData(element.Attribute("d")!.Value) ?? throw new InvalidOperationException($"a path that cannot be read: {element}");
            case "rect":
                SKRect place = SKRect.Create(Number(element, "x"), Number(element, "y"), Number(element, "width"), Number(element, "height"));
                path.AddRoundRect(place, Number(element, "rx"), Number(element, "rx"));
                return path;
            case "circle":
                path.AddCircle(Number(element, "cx"), Number(element, "cy"), Number(element, "r"));
                return path;
            case "polygon":
                float[] corners = Numbers(element.Attribute("points")!.Value);
                path.AddPoly([.. corners.Chunk(2).Select(c => new SKPoint(c[0], c[1]))], close: true);
                return path;
            default:
                path.Dispose();
                throw new InvalidOperationException($"charts hold no <{element.Name.LocalName}>, and PNG files cannot show one");
        }
    }

    private static void Paint(SKCanvas canvas, SKPath outline, XElement element)
    {
        if (Colour(element, "fill", "#000") is { } fill)
        {
            using var paint = new SKPaint { Color = fill, IsAntialias = true };
            canvas.DrawPath(outline, paint);
        }

        if (Colour(element, "stroke", "none") is { } stroke)
        {
            using var paint = new SKPaint
            {
                Color = stroke,
                IsAntialias = true,
                IsStroke = true,
                StrokeWidth = Number(element, "stroke-width", 1),
                StrokeJoin = (string?)element.Attribute("stroke-linejoin") == "round" ? SKStrokeJoin.Round : SKStrokeJoin.Miter,
            };
            using SKPathEffect? dash = Dashes(element);
            paint.PathEffect = dash;
            canvas.DrawPath(outline, paint);
        }
    }

    private static SKPathEffect? Dashes(XElement element) => (string?)element.Attribute("stroke-dasharray") is { } dashes ? SKPathEffect.CreateDash(Numbers(dashes), 0) : null;

    private static void Text(SKCanvas canvas, XElement element)
    {
        string text = string.Concat(element.Nodes().OfType<XText>().Select(t => t.Value));
        var pieces = PictureFonts.Of(Number(element, "font-weight", 400) >= 600).Pieces(text).Select(p => (p.Text, Font: FontOf(p.Font, element))).ToArray();
        float width = pieces.Sum(p => Width(p.Text, p.Font));
        float x = Number(element, "x") - (string?)element.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 };
        using var paint = new SKPaint { Color = Colour(element, "fill", "#000") ?? SKColors.Transparent, IsAntialias = true };
        foreach ((string piece, SKFont font) in pieces)
        {
            using SKTextBlob? blob = SKTextBlob.Create(piece, font);
            if (blob is not null)
            {
                canvas.DrawText(blob, x, Number(element, "y"), paint);
            }

            x += Width(piece, font);
            font.Dispose();
        }
    }

    private static float Width(string text, SKFont font) => font.MeasureText(font.Typeface.GetGlyphs(text));

    private static SKFont FontOf(SKTypeface face, XElement element) => new(face, Number(element, "font-size", 12))
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        Subpixel = true,
    };

    private static void Transform(SKCanvas canvas, XElement element)
    {
        foreach (Match step in Step().Matches((string?)element.Attribute("transform") ?? ""))
        {
            float[] values = Numbers(step.Groups[2].Value);
            if (step.Groups[1].Value == "rotate")
            {
                canvas.RotateDegrees(values[0]);
            }
            else
            {
                canvas.Translate(values[0], values[1]);
            }
        }
    }

    private static SKColor? Colour(XElement element, string name, string unless)
    {
        string value = (string?)element.Attribute(name) ?? unless;
        return value == "none" ? null : SKColor.Parse(value).WithAlpha((byte)Math.Round(255 * Math.Clamp(Number(element, name + "-opacity", 1), 0, 1)));
    }

    private static float Number(XElement element, string name, float unless = 0) =>
        (string?)element.Attribute(name) is { } value ? float.Parse(value, CultureInfo.InvariantCulture) : unless;

    private static float[] Numbers(string values) =>
        [.. values.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(v => float.Parse(v, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(translate|rotate)\(([^)]*)\)")]
    private static partial Regex Step();
}
