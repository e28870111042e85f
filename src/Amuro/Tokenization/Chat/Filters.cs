using System.Globalization;
using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>The filters: value | name.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, CallableValue> All = Callables.Table(new()
    {
        ["trim"] = static call => PrintedText.Of(call.Take("value")) is var text
            ? PythonText.Strip(text, left: true, right: true, call.OptionalText("chars")) : "",
        ["upper"] = static call => PrintedText.Of(call.Take("value")).ToUpperInvariant(),
        ["lower"] = static call => PrintedText.Of(call.Take("value")).ToLowerInvariant(),
        ["capitalize"] = static call => PythonText.Capitalize(PrintedText.Of(call.Take("value"))),
        ["string"] = static call => PrintedText.Of(call.Take("value")),
        ["safe"] = static call => PrintedText.Of(call.Take("value")),
        ["length"] = Length,
        ["count"] = Length,
        ["first"] = static call => Values.Items(call.Take("value")) is { Count: > 0 } items ? items[0] : new Undefined("the first of nothing"),
        ["last"] = static call => Values.Items(call.Take("value")) is { Count: > 0 } items ? items[^1] : new Undefined("the last of nothing"),
        ["list"] = static call => Values.Items(call.Take("value")).ToList(),
        ["items"] = static call => Items(call.Take("value")),
        ["join"] = Join,
        ["replace"] = static call => Replace(call, PrintedText.Of(call.Take("value"))),
        ["default"] = Default,
        ["d"] = Default,
        ["reverse"] = static call => Reverse(call.Take("value")),
        ["int"] = Integer,
        ["abs"] = static call => Absolute(call.Take("value")),
        ["tojson"] = static call => JsonText.Write(call.Take("value"), call.Optional("indent")),
        ["indent"] = Indent,
        ["map"] = Map,
        ["select"] = static call => Select(call, keep: true, byField: false),
        ["reject"] = static call => Select(call, keep: false, byField: false),
        ["selectattr"] = static call => Select(call, keep: true, byField: true),
        ["rejectattr"] = static call => Select(call, keep: false, byField: true),
    });

    public static CallableValue? Find(string name) => All.GetValueOrDefault(name);

    public static List<object?> Pairs(MapValue map) => [.. map.Select(static pair => new TupleValue([pair.Key, pair.Value]))];

    /// <summary>replace(old, new, count): an empty old text stands before every character and at the end.</summary>
    public static string Replace(CallArguments call, string text)
    {
        string old = call.Text("old");
        string replacement = call.Text("new");
        long most = call.Optional("count") is { } count ? Values.Integer(count) : -1;
        if (old.Length == 0)
        {
            throw new TemplateFault("replace: expected a text to replace, found an empty one");
        }

        var result = new StringBuilder();
        int done = 0;
        for (long times = 0; most < 0 || times < most; times++)
        {
            int at = text.IndexOf(old, done, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            call.Context.Spend(replacement.Length);
            result.Append(text, done, at - done).Append(replacement);
            done = at + old.Length;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    public static string Join(RenderContext context, List<object?> items, string separator, bool strict)
    {
        string[] texts = [.. items.Select(item => strict ? Values.Text(item, "join") : PrintedText.Of(item))];
        context.Spend(texts.Sum(static text => (long)text.Length) + ((long)separator.Length * texts.Length));
        return string.Join(separator, texts);
    }

    private static object Join(CallArguments call)
    {
        List<object?> items = Values.Items(call.Take("value"));
        string separator = PrintedText.Of(call.Optional("d", ""));
        if (call.OptionalText("attribute") is { } field)
        {
            items = items.ConvertAll(item => Field(item, field));
        }

        return Join(call.Context, items, separator, strict: false);
    }

    private static object Length(CallArguments call) => call.Take("value") switch
    {
        string text => (long)PythonText.Length(text),
        List<object?> list => (long)list.Count,
        MapValue map => (long)map.Count,
        Undefined => 0L,
        var value => throw new TemplateFault($"{call.Name}: expected a string, list or mapping, found {Values.Describe(value)}"),
    };

    private static List<object?> Items(object? value) => value switch
    {
        MapValue map => Pairs(map),
        Undefined => [],
        _ => throw new TemplateFault($"items: expected a mapping, found {Values.Describe(value)}"),
    };

    private static object? Default(CallArguments call)
    {
        object? value = call.Take("value");
        object? other = call.Optional("default_value", "");
        bool falseToo = Values.IsTrue(call.Optional("boolean", false));
        return value is Undefined || (falseToo && !Values.IsTrue(value)) ? other : value;
    }

    private static object Reverse(object? value)
    {
        List<object?> items = [.. Values.Items(value)];
        items.Reverse();
        return value is string ? string.Concat(items) : items;
    }

    private static object? Integer(CallArguments call)
    {
        object? value = call.Take("value");
        object? other = call.Optional("default", 0L);
        return value switch
        {
            bool or long => Values.Integer(value),
            double number when Math.Abs(number) < 1L << 62 => (long)number,
            string text when long.TryParse(PythonText.Strip(text, left: true, right: true), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed) => parsed,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && Math.Abs(parsed) < 1L << 62 => (long)parsed,
            _ => other,
        };
    }

    private static object Absolute(object? value) => value is double number ? (object)Math.Abs(number) : Math.Abs(Values.Integer(value));

    private static object Indent(CallArguments call)
    {
        string text = PrintedText.Of(call.Take("value"));
        object? width = call.Optional("width", 4L);
        bool first = Values.IsTrue(call.Optional("first", false));
        bool blank = Values.IsTrue(call.Optional("blank", false));
        string margin = width as string ?? new string(' ', (int)Math.Clamp(Values.Integer(width), 0, 1000));
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            bool wanted = i == 0 ? first : blank || lines[i].Length > 0;
            lines[i] = wanted ? margin + lines[i] : lines[i];
        }

        string result = string.Join('\n', lines);
        call.Context.Spend(result.Length);
        return result;
    }

    private static List<object?> Map(CallArguments call)
    {
        List<object?> items = Values.Items(call.Take("value"));
        if (call.OptionalNamed("attribute") is string field)
        {
            bool hasDefault = call.Named.Remove("default", out object? ifAbsent);
            return items.ConvertAll(item => Field(item, field) is var value && value is Undefined && hasDefault ? ifAbsent : value);
        }

        string name = call.Text("filter");
        CallableValue filter = Find(name) ?? throw new TemplateFault($"the filter '{name}' is not supported");
        List<object?> arguments = call.Rest();
        var named = new Dictionary<string, object?>(call.Named, StringComparer.Ordinal);
        call.Named.Clear();
        return items.ConvertAll(item => filter.Call(call.Context, [item, .. arguments], new(named, StringComparer.Ordinal)));
    }

    private static List<object?> Select(CallArguments call, bool keep, bool byField)
    {
        List<object?> items = Values.Items(call.Take("value"));
        string? field = byField ? call.Text("attribute") : null;
        string? name = call.OptionalText("test");
        CallableValue? test = name is null ? null : Tests.Find(name) ?? throw new TemplateFault($"the test '{name}' is not supported");
        List<object?> arguments = call.Rest();
        return items.FindAll(item =>
        {
            object? value = field is null ? item : Field(item, field);
            bool holds = Values.IsTrue(test is null ? value : test.Call(call.Context, [value, .. arguments], []));
            return holds == keep;
        });
    }

    private static object? Field(object? item, string path) =>
        path.Split('.').Aggregate(item, static (value, name) => Members.Get(
            value, long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : name, isDot: false));
}
