using System.Globalization;
using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>strftime with English names, for a date that the caller gave.</summary>
internal static class DateFormat
{
    public static string Write(DateOnly date, string format)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            char code = ++i < format.Length ? format[i] : '\0';
            text.Append(code switch
            {
                'd' => Part(date, "dd"),
                'm' => Part(date, "MM"),
                'b' => Part(date, "MMM"),
                'B' => Part(date, "MMMM"),
                'a' => Part(date, "ddd"),
                'A' => Part(date, "dddd"),
                'y' => Part(date, "yy"),
                'Y' => date.Year.ToString(CultureInfo.InvariantCulture),
                'j' => date.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
                '%' => "%",
                _ => throw new TemplateFault($"strftime_now: the code '%{code}' is not supported"),
            });
        }

        return text.ToString();
    }

    private static string Part(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
}
