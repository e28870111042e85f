using System.Xml.Linq;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>The tables behind the findings, each behind a line to open; long ones only begin here and are whole as files.</summary>
internal static class DataTables
{
    private const int MostRows = 50;

    public static XElement Of(IReadOnlyList<Table> tables) => Html("section", Attribute("id", "tables"),
        Html("h2", "Tables"),
        Html("p", Class("lead"), "What the analyses computed, rounded to four decimals; the files in the folder tables hold all digits."),
        tables.Where(t => t.Rows.Count > 0).Select(Folded));

    private static XElement Folded(Table table)
    {
        string name = table.Name.Replace('_', ' ');
        string size = table.Rows.Count > MostRows
            ? $"{Numbers.Count(table.Rows.Count)} rows, the first {MostRows} here; all are in tables/{table.Name}.csv"
            : table.Rows.Count == 1 ? "1 row" : Numbers.Count(table.Rows.Count) + " rows";
        // The names of an analysis come first; its numbers begin with the first column that holds one in every row.
        int names = Enumerable.Range(0, table.Columns.Length).TakeWhile(c => table.Rows.Any(r => !Numbers.IsNumber(r[c]))).Count();
        return Html("details", Html("summary", $"{name} ({size})"),
            HtmlTable.Of(name, [.. table.Columns.Select(c => c.Replace('_', ' '))], names,
                table.Rows.Take(MostRows).Select(string[] (row) => [.. row.Select((cell, c) => c < names ? cell : cell.Length == 0 ? Numbers.Missing : Numbers.Rounded(cell))])));
    }
}
