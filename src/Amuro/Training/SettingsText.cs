using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Amuro.Training;

/// <summary>All public settings of an options object as text, so that a setting that is added later is in it by itself.</summary>
internal static class SettingsText
{
    public static string Of(object settings) => string.Join(", ", ByName(settings).Select(s => $"{s.Key} = {s.Value}"));

    /// <summary>Each setting's text by its name, sorted.</summary>
    public static SortedDictionary<string, string> ByName(object settings) => new(
        settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => p.Name, p => Value(p.GetValue(settings))),
        StringComparer.Ordinal);

    private static string Value(object? value) => value switch
    {
        null => "none",
        ImmutableArray<string> texts => $"[{string.Join(", ", texts.Select(t => $"'{t}'"))}]",
        LoraOptions lora => $"({lora})",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
