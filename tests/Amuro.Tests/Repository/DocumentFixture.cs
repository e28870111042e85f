using System.Globalization;
using Amuro.Models;

namespace Amuro.Tests.Repository;

/// <summary>What an example of a document finds when it runs: files in its folder, and variables that the text around it introduced.</summary>
/// <param name="Prepare">Writes the files into the folder given.</param>
/// <param name="Given">C# in front of the example: the variables.</param>
internal sealed record DocumentFixture(Action<string> Prepare, string Given)
{
    public static IReadOnlyDictionary<string, DocumentFixture> All { get; } = new Dictionary<string, DocumentFixture>
    {
        [""] = new(_ => { }, ""),
        ["checkpoints"] = new(WriteCheckpoints, ""),
        ["scores"] = new(WriteScores, ""),
    };

    /// <summary>
    /// A series of three tiny models with random weights, and small data sets in the columns that the real ones have:
    /// <c>my-model/step…</c>, <c>openbookqa.jsonl</c>, <c>openbookqa-train.jsonl</c>, <c>sciq.jsonl</c>.
    /// </summary>
    private static void WriteCheckpoints(string folder)
    {
        string source = Goldens.Path("evaluation/models/llama-bos-v1024");
        DecoderConfig config = DecoderConfig.Read(Path.Combine(source, "config.json"));
        foreach (int step in (int[])[10, 20, 40])
        {
            string checkpoint = Path.Combine(folder, "my-model", string.Create(CultureInfo.InvariantCulture, $"step{step}"));
            using DecoderModel model = DecoderModel.Initialise(config, seed: step);
            model.Save(checkpoint);
            foreach (string file in Directory.EnumerateFiles(source, "tokenizer*.json"))
            {
                File.Copy(file, Path.Combine(checkpoint, Path.GetFileName(file)));
            }
        }

        WriteQuestions(Path.Combine(folder, "openbookqa-train.jsonl"), 0, 12, OpenBookQa);
        WriteQuestions(Path.Combine(folder, "openbookqa.jsonl"), 12, 6, OpenBookQa);
        WriteQuestions(Path.Combine(folder, "sciq.jsonl"), 0, 6, SciQ);
    }

    /// <summary>Another tool's table of scores, <c>scores.csv</c>: one model at four steps, tuned on one task, evaluated on three.</summary>
    private static void WriteScores(string folder)
    {
        (string Name, string Relation, double Tuned)[] tasks = [("mnli", "in-domain", 0.1), ("rte", "out-of-domain", 0.08), ("sciq", "unseen", -0.02)];
        File.WriteAllLines(Path.Combine(folder, "scores.csv"),
        [
            "checkpoint,stage,tuned,dataset,relation,accuracy,stderr,chance",
            .. from step in (int[])[1000, 2000, 4000, 8000]
               from task in tasks
               from tuned in (bool[])[false, true]
               let score = 0.5 + (tuned ? task.Tuned * step / 8000 : 0)
               select string.Create(CultureInfo.InvariantCulture, $"{step},{(tuned ? "fine-tuned,mnli" : "base,")},{task.Name},{task.Relation},{score},0.01,0.5"),
        ]);
    }

    private static void WriteQuestions(string path, int first, int count, Func<int, string> line) =>
        File.WriteAllLines(path, Enumerable.Range(first, count).Select(line));

    private static string OpenBookQa(int i) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"id": "q{{{i}}}", "question_stem": "What comes after {{{i}}}?", "choices": {"text": ["{{{i + 1}}}", "{{{i + 2}}}", "{{{i + 3}}}", "{{{i + 4}}}"], "label": ["A", "B", "C", "D"]}, "answerKey": "{{{"AB"[i % 5 / 4]}}}"}
        """);

    private static string SciQ(int i) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"question": "What comes before {{{i}}}?", "distractor3": "{{{i + 1}}}", "distractor1": "{{{i + 2}}}", "distractor2": "{{{i + 3}}}", "correct_answer": "{{{i - 1}}}", "support": ""}
        """);
}
