using System.Globalization;
using System.Text.RegularExpressions;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>
/// The two tables published with "Amuro and Char" (arXiv 2408.06663; results/analysis of
/// github.com/KaiserWhoLearns/AmuroCharPTFTRelationship).
/// </summary>
/// <remarks>
/// <para>
/// The rows keep their order: first those of <c>all_perf_table.csv</c>, then those of <c>official_eval_table.csv</c>, whose format is called
/// <c>official</c>, as the same names stand for another protocol there. A format is the ending of the data set's name
/// (<c>_instruct</c>, <c>_inputoutput</c>), else <c>default</c>. Without an ending <c>_Kshots</c> there are no shots.
/// </para>
/// <para>
/// The model is <c>olmo1b</c>. Rows beside the paper's own protocol have a name after it: <c>olmo1b/original</c> (a checkpoint before its
/// conversion), <c>olmo1b/checkpoint</c> (the official table's name in the other one), <c>olmo1b/3epoch_2e-5</c> (another fine-tuning recipe
/// than the one of its task). The scores are midpoints of a bootstrap interval rather than means, and their number of items is not given.
/// </para>
/// </remarks>
public static partial class AmuroCharTables
{
    /// <summary>Step that the paper's last checkpoint, "main", is taken to stand at; the tables do not say it.</summary>
    public const long MainStep = 738_020;

    /// <summary>Name of the format of the second table.</summary>
    public const string OfficialFormat = "official";

    private static readonly Dictionary<string, string> s_recipes = new(StringComparer.Ordinal)
    {
        ["mnli"] = "3epoch_2e-6",
        ["paws"] = "3epoch_2e-6",
        ["socialiqa"] = "3epoch_2e-6",
        ["xsum"] = "3epoch_2e-7",
        ["tulu"] = "5epoch_2e-6",
    };

    private static readonly Dictionary<string, (string Family, TaskRelation Split)> s_families = new(StringComparer.Ordinal)
    {
        ["mnli_matched"] = ("mnli", TaskRelation.InDomain),
        ["mnli_mismatched"] = ("mnli", TaskRelation.InDomain),
        ["rte"] = ("mnli", TaskRelation.OutOfDomain),
        ["gpt3nli"] = ("mnli", TaskRelation.OutOfDomain),
        ["paws"] = ("paws", TaskRelation.InDomain),
        ["qqp"] = ("paws", TaskRelation.OutOfDomain),
        ["stsb"] = ("paws", TaskRelation.OutOfDomain),
        ["xsum"] = ("xsum", TaskRelation.InDomain),
        ["xlsum"] = ("xsum", TaskRelation.OutOfDomain),
        ["cnn"] = ("xsum", TaskRelation.OutOfDomain),
        ["socialiqa"] = ("socialiqa", TaskRelation.InDomain),
        ["tweetqa"] = ("socialiqa", TaskRelation.OutOfDomain),
        ["sciq"] = ("socialiqa", TaskRelation.OutOfDomain),
    };

    private static readonly HashSet<string> s_generation = ["xsum", "xlsum", "cnn", "socialiqa", "tweetqa", "sciq"];

    /// <summary>Reads both tables.</summary>
    /// <param name="folder">The folder with <c>all_perf_table.csv</c> and <c>official_eval_table.csv</c>.</param>
    /// <param name="options">Only <see cref="ImportOptions.CollectProblems"/> and <see cref="ImportOptions.Model"/> (default <c>olmo1b</c>) are looked at.</param>
    /// <param name="mainStep">Step of the checkpoint "main". Default <see cref="MainStep"/>.</param>
    /// <exception cref="AmuroException">A file is missing or has another header, or there are bad rows that are not to be collected.</exception>
    public static Imported Import(string folder, ImportOptions? options = null, long mainStep = MainStep)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= ImportOptions.Default;
        var problems = new ProblemList();
        var rows = new List<ScoreRow>();
        string model = options.Model ?? "olmo1b";
        Read(Path.Combine(folder, "all_perf_table.csv"), ["", "model_id", "eval dataset", "Performance", "std"], false);
        Read(Path.Combine(folder, "official_eval_table.csv"), ["", "model_id", "eval dataset", "Performance"], true);
        return new Imported { Scores = ScoreTable.From(rows), Problems = problems.Finish(options) };

        void Read(string path, string[] header, bool official)
        {
            using StreamReader reader = TextFile.Open(path);
            bool begun = false;
            foreach ((int line, string[] fields) in new CsvReader(reader, path).Records())
            {
                if (!begun)
                {
                    begun = fields.SequenceEqual(header)
                        ? true
                        : throw new AmuroException($"{path}, line {line}: expected the header {string.Join(',', header)}, found {StrictText.Shorten(string.Join(',', fields))}");
                }
                else if (fields.Length != header.Length)
                {
                    problems.Add(path, line, string.Create(CultureInfo.InvariantCulture, $"expected {header.Length} fields, found {fields.Length}"));
                }
                else
                {
                    try
                    {
                        rows.Add(Row(fields, official, model, mainStep) with { Source = new RowSource(path, line) });
                    }
                    catch (AmuroException error)
                    {
                        problems.Add(path, line, error.Message);
                    }
                }
            }

            if (!begun)
            {
                throw new AmuroException($"{path}: expected the header {string.Join(',', header)}, found an empty file");
            }
        }
    }

    private static ScoreRow Row(string[] fields, bool official, string model, long mainStep)
    {
        Match id = ModelId().Match(fields[1]);
        if (!id.Success)
        {
            throw new AmuroException($"column 'model_id': expected a name such as olmo1b_hf_ckpt1000_mnli_3epoch_2e-6_4shots, olmo1b_checkpoint-1000_original_hf or checkpoint-1000, found '{StrictText.Shorten(fields[1])}'");
        }

        string tunedOn = id.Groups["task"].Value;
        string recipe = id.Groups["recipe"].Value;
        bool officialName = id.Groups["bare"].Success;
        string variant = tunedOn.Length > 0 && recipe != s_recipes[tunedOn] ? "/" + recipe
            : officialName && !official ? "/checkpoint"
            : id.Groups["unconverted"].Success ? "/original"
            : "";
        (string task, string format) = official ? (fields[2], OfficialFormat) : Named(fields[2]);
        return new ScoreRow
        {
            Model = model + variant,
            Step = id.Groups["step"].Success ? NumberText.Whole(id.Groups["step"].Value) : mainStep,
            Stage = tunedOn.Length > 0 ? Stage.FineTuned : Stage.Base,
            TunedOn = tunedOn,
            Task = task,
            Split = official || !s_families.TryGetValue(task, out (string Family, TaskRelation Split) family) || (tunedOn.Length > 0 && tunedOn != family.Family)
                ? TaskRelation.Unseen
                : family.Split,
            Format = format,
            Shots = id.Groups["shots"].Success ? NumberText.Small(id.Groups["shots"].Value) : 0,
            Metric = !official && s_generation.Contains(task) ? "rougeL" : "acc",
            Score = Number(fields, 3, "Performance"),
            N = 0,
            StandardError = official ? double.NaN : Number(fields, 4, "std"),
        };
    }

    private static double Number(string[] fields, int column, string name)
    {
        try
        {
            return NumberText.Finite(fields[column]);
        }
        catch (AmuroException error)
        {
            throw new AmuroException($"column '{name}': {error.Message}", error);
        }
    }

    private static (string Task, string Format) Named(string dataset)
    {
        foreach (string format in (string[])["instruct", "inputoutput"])
        {
            if (dataset.EndsWith("_" + format, StringComparison.Ordinal))
            {
                return (dataset[..^(format.Length + 1)], format);
            }
        }

        return dataset.Length > 0 ? (dataset, "default") : throw new AmuroException("column 'eval dataset': expected a name, found nothing");
    }

    [GeneratedRegex(
        """
        ^(?: olmo1b_hf_ (?: ckpt(?<step>\d+) | main ) _ (?<task>mnli|paws|socialiqa|xsum|tulu) _ (?<recipe>\d+epoch_\de-\d+)
           | olmo1b_ (?: checkpoint-(?<step>\d+)_ )? original (?: _hf | (?<unconverted>) )
           | (?<bare>checkpoint-(?<step>\d+)) )
        (?: _(?<shots>\d+)shots )?$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex ModelId();
}
