using System.Text;
using Amuro.Results;
using Amuro.Runtime;

namespace Amuro.Reporting;

/// <summary>Writes tables as CSV (RFC 4180) and as one Markdown document.</summary>
internal static class TableFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The table as CSV.</summary>
    public static string Csv(Table table)
    {
        var text = new StringBuilder();
        CsvText.Append(text, table.Columns);
        foreach (string[] row in table.Rows)
        {
            CsvText.Append(text, row);
        }

        return text.ToString();
    }

    /// <summary>The tables as Markdown, one heading each.</summary>
    public static string Markdown(string title, IEnumerable<Table> tables)
    {
        var text = new StringBuilder().Append("# ").Append(Cell(title)).Append('\n');
        foreach (Table table in tables)
        {
            text.Append("\n## ").Append(table.Name.Replace('_', ' ')).Append("\n\n");
            if (table.Rows.Count == 0)
            {
                text.Append("No rows: the data needed are missing.\n");
                continue;
            }

            Line(table.Columns);
            Line([.. table.Columns.Select(_ => "---")]);
            foreach (string[] row in table.Rows)
            {
                Line([.. row.Select(cell => cell.Length == 0 ? "n/a" : Numbers.Rounded(cell))]);
            }
        }

        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
    }

    /// <summary>Writes a text as UTF-8 under a temporary name and renames it.</summary>
    public static void Save(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Utf8.GetBytes(text)));

    private static string Cell(string text)
    {
        var clean = new StringBuilder();
        foreach (char c in text.ReplaceLineEndings(" "))
        {
            clean.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '\\' or '`' or '*' or '[' or ']' or '#' => "\\" + c,
                _ => c.ToString(),
            });
        }

        return clean.ToString();
    }
}
