using System.Collections;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Amuro.Reporting;

/// <summary>Builds HTML and SVG elements. Every text and attribute goes through the XML writer, so nothing is left unencoded.</summary>
internal static class Markup
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly HashSet<string> Void = ["meta", "link", "br", "hr", "img", "col"];

    /// <summary>An HTML element; strings become text, nulls are left out, sequences are flattened.</summary>
    public static XElement Html(string name, params object?[] content)
    {
        XElement element = Fill(new XElement(name), content);

        // A browser reads <td /> as an open tag, so an element that may have content must be closed in full.
        if (element.IsEmpty && !Void.Contains(name))
        {
            element.Add("");
        }

        return element;
    }

    /// <summary>An SVG element; content as in <see cref="Html"/>.</summary>
    public static XElement Shape(string name, params object?[] content) => Fill(new XElement(Svg + name), content);

    /// <summary>An attribute.</summary>
    public static XAttribute Attribute(string name, string value) => new(name, Clean(value));

    /// <summary>An attribute that is a coordinate or a length: two decimals, whatever the culture.</summary>
    public static XAttribute Attribute(string name, double value) =>
        new(name, (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>A class attribute.</summary>
    public static XAttribute Class(string value) => Attribute("class", value);

    /// <summary>A name given by the user, kept apart from the direction of the text around it.</summary>
    public static XElement Name(string name) => Html("bdi", name);

    /// <summary>The text with whatever XML cannot hold (control characters, lone surrogates) replaced by U+FFFD.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static XElement Fill(XElement element, IEnumerable content)
    {
        foreach (object? part in content)
        {
            switch (part)
            {
                case null:
                    break;
                case string text:
                    element.Add(new XText(Clean(text)));
                    break;
                case XObject node:
                    element.Add(node);
                    break;
                case IEnumerable sequence:
                    Fill(element, sequence);
                    break;
                default:
                    throw new ArgumentException($"content of <{element.Name.LocalName}>: expected text or a node, found {part.GetType().Name}", nameof(content));
            }
        }

        return element;
    }
}
