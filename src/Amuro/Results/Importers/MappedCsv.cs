using System.Collections.Immutable;
using System.Globalization;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>Any CSV file with one score on each line, by a mapping of its columns.</summary>
public static class MappedCsv
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">The file: UTF-8 CSV (RFC 4180) with a header.</param>
    /// <param name="columns">
    /// The file's column for each of <see cref="ScoreTable.Columns"/> that it has; <c>step</c>, <c>task</c> and <c>score</c> must be among
    /// them unless <see cref="ImportOptions.Step"/> gives the step. Other columns of the file are passed over.
    /// </param>
    /// <param name="options">
    /// Values where no column is mapped: model, step, stage, tuned_on, split, format, shots (0), seed and metric (<c>score</c>). N is then
    /// 0, the other numbers NaN. A mapped model, step or shots has precedence over the option.
    /// </param>
    /// <exception cref="AmuroException">
    /// The file cannot be read, a column of the mapping is not known or not there, or there are bad rows that are not to be collected.
    /// </exception>
    public static Imported Import(string path, IReadOnlyDictionary<string, string> columns, ImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        options ??= ImportOptions.Default;
        CheckMapping(columns, options);
        var problems = new ProblemList();
        var rows = new List<ScoreRow>();
        ImmutableDictionary<string, int>? places = null;
        int width = 0;
        using StreamReader reader = TextFile.Open(path);
        foreach ((int line, string[] fields) in new CsvReader(reader, path).Records())
        {
            if (places is null)
            {
                places = columns.ToImmutableDictionary(c => c.Key, c => Find(path, line, fields, c.Value), StringComparer.Ordinal);
                width = fields.Length;
            }
            else if (fields.Length != width)
            {
                problems.Add(path, line, string.Create(CultureInfo.InvariantCulture, $"expected {width} fields, found {fields.Length}"));
            }
            else
            {
                try
                {
                    rows.Add(Row(new Fields(places, columns, fields), options) with { Source = new RowSource(path, line) });
                }
                catch (AmuroException error)
                {
                    problems.Add(path, line, error.Message);
                }
            }
        }

        return places is null
            ? throw new AmuroException($"{path}: expected a header with the columns {string.Join(", ", columns.Values)}, found an empty file")
            : new Imported { Scores = ScoreTable.From(rows), Problems = problems.Finish(options) };
    }

    private static ScoreRow Row(Fields fields, ImportOptions options)
    {
        string task = fields.Get("task", t => t, "");
        return new ScoreRow
        {
            Model = fields.Get("model", t => t, options.Model ?? ""),
            Step = fields.Get("step", NumberText.Whole, options.Step ?? 0),
            Stage = fields.Get("stage", ResultNames.ParseStage, options.Stage),
            TunedOn = fields.Get("tuned_on", t => t, options.TunedOn),
            Task = task,
            Split = fields.Has("split") ? fields.Get("split", ResultNames.ParseRelation, TaskRelation.Unseen) : options.Split(task),
            Format = fields.Get("format", t => t, options.Format),
            Shots = fields.Get("shots", NumberText.Small, options.Shots ?? 0),
            Seed = fields.Get("seed", NumberText.Small, options.Seed),
            Metric = fields.Get("metric", t => t, options.Metric ?? "score"),
            Score = fields.Get("score", NumberText.Finite, double.NaN),
            N = fields.Get("n", NumberText.Small, 0),
            StandardError = fields.Get("standard_error", Optional, double.NaN),
            Chance = fields.Get("chance", Optional, double.NaN),
            Majority = fields.Get("majority", Optional, double.NaN),
        };
    }

    private static double Optional(string text) => text.Length == 0 ? double.NaN : NumberText.Finite(text);

    private static void CheckMapping(IReadOnlyDictionary<string, string> columns, ImportOptions options)
    {
        foreach (string column in columns.Keys)
        {
            if (!ScoreTable.Columns.Contains(column))
            {
                throw new AmuroException($"Columns: expected names of {string.Join(", ", ScoreTable.Columns)}, found '{StrictText.Shorten(column)}'");
            }
        }

        foreach (string needed in (string[])["step", "task", "score"])
        {
            if (!columns.ContainsKey(needed) && !(needed == "step" && options.Step is not null))
            {
                throw new AmuroException($"Columns: expected a column of the file for '{needed}', found none");
            }
        }
    }

    private static int Find(string path, int line, string[] header, string name)
    {
        int place = Array.IndexOf(header, name);
        return place >= 0 && Array.LastIndexOf(header, name) == place
            ? place
            : throw new AmuroException($"{path}, line {line}: expected one column '{name}', found {(place < 0 ? $"the columns {string.Join(", ", header.Select(StrictText.Shorten))}" : "several")}");
    }

    private readonly struct Fields(ImmutableDictionary<string, int> places, IReadOnlyDictionary<string, string> columns, string[] fields)
    {
        public bool Has(string column) => places.ContainsKey(column);

        public T Get<T>(string column, Func<string, T> parse, T otherwise)
        {
            if (!places.TryGetValue(column, out int place))
            {
                return otherwise;
            }

            try
            {
                return parse(fields[place]);
            }
            catch (AmuroException error)
            {
                throw new AmuroException($"column '{columns[column]}': {error.Message}", error);
            }
        }
    }
}
