using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>What the importers of lm-evaluation-harness have in common.</summary>
internal static partial class LmEvaluationJson
{
    /// <summary>Reads a file of one JSON object; Python's bare NaN is taken for null.</summary>
    /// <exception cref="AmuroException">No such file, not UTF-8, or not a JSON object (with the line).</exception>
    public static (JsonDocument Document, byte[] Text) Read(string path)
    {
        byte[] text = Encoding.UTF8.GetBytes(WithoutNaN(StrictText.Read(path)));
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return (document, text);
            }

            document.Dispose();
            throw new AmuroException($"{path}: expected a JSON object, found {document.RootElement.ValueKind}");
        }
        catch (JsonException error)
        {
            throw new AmuroException($"{path}, line {(error.LineNumber ?? 0) + 1}: expected JSON, found: {StrictText.Shorten(error.Message)}", error);
        }
    }

    /// <summary>The line at which the member at the end of a path of names stands; 0 if it is not there.</summary>
    public static int LineOf(byte[] text, params ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(text);
        int found = 0;
        while (reader.Read())
        {
            // A member of the object reached so far stands one level below it.
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == found + 1 && reader.ValueTextEquals(path[found]))
            {
                found++;
                if (found == path.Length)
                {
                    return 1 + text.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
                }
            }
            else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth < found)
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>The model's name: <c>model_name</c>, or <c>pretrained</c> among the arguments.</summary>
    public static string? Model(JsonElement root) =>
        Text(root, "model_name") is { Length: > 0 } name ? name : Argument(root, "pretrained");

    /// <summary>The step in the revision of the model, as in <c>revision=step1000</c>.</summary>
    public static long? Step(JsonElement root)
    {
        string? revision = Argument(root, "revision");
        if (revision is null && root.TryGetProperty("config", out JsonElement config))
        {
            revision = Text(config, "model_revision");
        }

        return revision is null ? null : StepIn(revision);
    }

    /// <summary>The step that a name ends in or has between marks: <c>1.4b_step1000</c>, <c>checkpoint-1000</c>.</summary>
    public static long? StepIn(string name)
    {
        Match match = StepName().Match(name);
        return match.Success && long.TryParse(match.Groups[1].ValueSpan, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long step)
            ? step
            : null;
    }

    /// <summary>A member's text; null where it is not there or no text.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // Older files have the arguments as one text, newer ones as an object.
    private static string? Argument(JsonElement root, string name)
    {
        if (!root.TryGetProperty("config", out JsonElement config) || config.ValueKind != JsonValueKind.Object
            || !config.TryGetProperty("model_args", out JsonElement arguments))
        {
            return null;
        }

        return arguments.ValueKind == JsonValueKind.String
            ? arguments.GetString()!.Split(',').Select(a => a.Trim()).FirstOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]
            : Text(arguments, name);
    }

    private static string WithoutNaN(string text)
    {
        if (!text.Contains("NaN", StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\' && i + 1 < text.Length)
            {
                clean.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && text.AsSpan(i).StartsWith("NaN"))
            {
                clean.Append("null");
                i += 2;
                continue;
            }

            clean.Append(text[i]);
        }

        return clean.ToString();
    }

    [GeneratedRegex(@"(?:^|[-_./])(?:step|checkpoint|ckpt|iter)[-_]?(\d+)(?=$|[-_.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StepName();
}
