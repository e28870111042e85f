using Amuro.Runtime;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Amuro.Checkpoints.OlmoNative;

/// <summary>The plain values of one section of a YAML file. Events are walked one by one, so nothing recurses over the file.</summary>
internal static class YamlSection
{
    private const int MaxBytes = 1 << 22;

    // The parser's work grows with the square of the depth.
    private const int MaxDepth = 100;

    /// <summary>Keys and texts of the top-level mapping <paramref name="section"/>; an absent or null value is left out.</summary>
    public static Dictionary<string, string> Read(string path, string section)
    {
        FileInfo? info = LinkedFile.Find(path);
        if (info?.Length > MaxBytes)
        {
            throw new AmuroException(FormattableString.Invariant($"{path}: expected a config of at most {MaxBytes} bytes, found {info.Length}."));
        }

        string text = StrictText.Read(path);
        try
        {
            return Walk(path, new Parser(new StringReader(text)), section)
                ?? throw new AmuroException($"{path}: expected the section {section}, found none.");
        }
        catch (Exception e) when (e is YamlException or ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new AmuroException($"{path}: expected YAML, found: {Pickle.Printable.Of(e.Message)}", e);
        }
    }

    private static Dictionary<string, string>? Walk(string path, IParser parser, string section)
    {
        int depth = 0;
        string? key = null;
        bool inside = false;
        Dictionary<string, string>? found = null;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias alias when inside || depth == 1:
                    throw new AmuroException($"{path}: expected values, found the alias *{Pickle.Printable.Of(alias.Value.Value)}.");
                case MappingStart when depth == 1 && key == section:
                    if (found is not null)
                    {
                        throw new AmuroException($"{path}: expected every key once, found {section} twice.");
                    }

                    (found, inside, key) = (new Dictionary<string, string>(StringComparer.Ordinal), true, null);
                    depth++;
                    break;
                case MappingStart or SequenceStart when depth == MaxDepth:
                    throw new AmuroException(FormattableString.Invariant($"{path}: expected YAML nested at most {MaxDepth} deep, found more."));
                case MappingStart or SequenceStart:
                    key = depth is 1 or 2 ? null : key;
                    depth++;
                    break;
                case MappingEnd or SequenceEnd:
                    depth--;
                    inside &= depth >= 2;
                    key = depth is 1 or 2 ? null : key;
                    break;
                case Scalar scalar when depth == 1 || (depth == 2 && inside):
                    if (key is null)
                    {
                        key = scalar.Value;
                        break;
                    }

                    if (inside && !IsNull(scalar) && !found!.TryAdd(key, scalar.Value))
                    {
                        throw new AmuroException($"{path}: expected every key once, found {section}.{Pickle.Printable.Of(key)} twice.");
                    }

                    key = null;
                    break;
            }
        }

        return found;
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
}
