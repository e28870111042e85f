using System.Text.Json;
using Amuro.Tasks.Metrics;

/// <summary>The folder goldens/rouge: pairs of texts, and what rouge_score, nltk, sacrebleu and the SQuAD script say of them.</summary>
internal sealed class RougeReference(string folder)
{
    // Sums of a few hundred terms in another order.
    private const double Rounding = 1e-9;

    private readonly Dictionary<int, TextPair> _pairs = Lines(folder, "pairs.jsonl")
        .ToDictionary(p => p.GetProperty("id").GetInt32(), p => new TextPair(Text(p, "prediction"), [Text(p, "target")]));

    public IEnumerable<Deviation> CompareStems() => Lines(folder, "porter_stems.jsonl")
        .Select(s => Same($"stem of '{Text(s, "word")}'", Text(s, "stem"), PorterStemmer.Stem(Text(s, "word"))));

    public IEnumerable<Deviation> ComparePairs() => Lines(folder, "expected_rouge.jsonl").SelectMany(want =>
    {
        int id = want.GetProperty("id").GetInt32();
        (string prediction, string target) = (_pairs[id].Prediction, _pairs[id].References[0]);
        return ComparePair(want, $"pair {id}", prediction, target);
    });

    public IEnumerable<Deviation> CompareSeveralTargets() => Lines(folder, "expected_multi.jsonl").SelectMany(want =>
    {
        string prediction = Text(want, "prediction");
        string[] targets = Texts(want.GetProperty("targets"));
        return want.GetProperty("stemmed").EnumerateObject().SelectMany(type =>
            Numbers($"targets {want.GetProperty("id")} {type.Name}", type.Value, RougeScore.Best(targets, t => Score(type.Name, t, prediction, stem: true))))
            .Concat(want.GetProperty("stemmed").EnumerateObject().Select(type => new Deviation(
                $"targets {want.GetProperty("id")} metric {type.Name}_stem",
                GenerationMetric.All.Single(m => m.Name == type.Name + "_stem").Score(prediction, targets) - type.Value[2].GetDouble(),
                Rounding)));
    });

    public IEnumerable<Deviation> CompareBleu() => Lines(folder, "expected_bleu.jsonl").SelectMany(want =>
    {
        TextPair pair = _pairs[want.GetProperty("id").GetInt32()];
        return CompareBleu($"pair {want.GetProperty("id")}", want, "sentence_bleu", Bleu.Sentence(pair)).Concat(
        [
            new Deviation($"pair {want.GetProperty("id")} chrf", Chrf.Sentence(pair) - want.GetProperty("chrf").GetDouble(), Rounding),
            new Deviation($"pair {want.GetProperty("id")} chrf++", Chrf.Sentence(pair, 2) - want.GetProperty("chrf++").GetDouble(), Rounding),
        ]);
    });

    public IEnumerable<Deviation> CompareTokens() => Lines(folder, "tokens_13a.jsonl").SelectMany(want =>
    {
        TextPair pair = _pairs[want.GetProperty("id").GetInt32()];
        return new[]
        {
            Same($"tokens of target {want.GetProperty("id")}", Text(want, "target_13a"), string.Join(' ', Bleu.Tokens(pair.References[0]))),
            Same($"tokens of prediction {want.GetProperty("id")}", Text(want, "prediction_13a"), string.Join(' ', Bleu.Tokens(pair.Prediction))),
        };
    });

    public IEnumerable<Deviation> CompareCorpus()
    {
        JsonElement want = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "aggregates.json"))).RootElement.GetProperty("bleu");
        TextPair[] pairs = [.. Lines(folder, "expected_bleu.jsonl").Select(e => _pairs[e.GetProperty("id").GetInt32()])];
        return CompareBleu("corpus", want, "corpus_bleu", Bleu.Corpus(pairs)).Concat(
        [
            new Deviation("corpus chrf", Chrf.Corpus(pairs) - want.GetProperty("corpus_chrf").GetDouble(), Rounding),
            new Deviation("corpus chrf++", Chrf.Corpus(pairs, 2) - want.GetProperty("corpus_chrf++").GetDouble(), Rounding),
        ]);
    }

    public IEnumerable<Deviation> CompareSquad() => Lines(folder, "squad.jsonl").SelectMany(want =>
    {
        string at = $"answer {want.GetProperty("id")}";
        string prediction = Text(want, "prediction");
        string[] references = Texts(want.GetProperty("references"));
        return new[]
        {
            Same(at, Text(want, "normalized_prediction"), SquadAnswer.Normalise(prediction)),
            Same(at, string.Join('|', Texts(want.GetProperty("normalized_references"))), string.Join('|', references.Select(SquadAnswer.Normalise))),
            new Deviation($"{at} exact match", GenerationMetric.SquadExactMatch.Score(prediction, references) - want.GetProperty("exact_match").GetDouble(), 0),
            new Deviation($"{at} F1", GenerationMetric.SquadF1.Score(prediction, references) - want.GetProperty("f1").GetDouble(), Rounding),
        }.Concat(references.SelectMany((reference, i) => new[]
        {
            new Deviation($"{at} exact match {i}", SquadAnswer.ExactMatch(prediction, reference) - want.GetProperty("each")[i][0].GetDouble(), 0),
            new Deviation($"{at} F1 {i}", SquadAnswer.F1(prediction, reference) - want.GetProperty("each")[i][1].GetDouble(), Rounding),
        }));
    });

    private static IEnumerable<Deviation> ComparePair(JsonElement want, string at, string prediction, string target)
    {
        foreach ((string part, bool stem) in ((string, bool)[])[("plain", false), ("stemmed", true)])
        {
            foreach (JsonProperty type in want.GetProperty(part).EnumerateObject())
            {
                foreach (Deviation deviation in Numbers($"{at} {part} {type.Name}", type.Value, Score(type.Name, target, prediction, stem)))
                {
                    yield return deviation;
                }
            }
        }

        foreach ((string part, bool stem) in ((string, bool)[])[("tokens", false), ("stemmed_tokens", true)])
        {
            if (want.TryGetProperty(part, out JsonElement tokens))
            {
                yield return Same($"{at} target {part}", string.Join(' ', Texts(tokens[0])), string.Join(' ', Rouge.Tokens(target, stem)));
                yield return Same($"{at} prediction {part}", string.Join(' ', Texts(tokens[1])), string.Join(' ', Rouge.Tokens(prediction, stem)));
            }
        }
    }

    private static IEnumerable<Deviation> CompareBleu(string at, JsonElement want, string name, BleuScore found)
    {
        yield return new Deviation($"{at} {name}", found.Score - want.GetProperty(name).GetDouble(), Rounding);
        yield return new Deviation($"{at} brevity penalty", found.BrevityPenalty - want.GetProperty("bp").GetDouble(), Rounding);
        yield return Same($"{at} counts", Ints(want.GetProperty("counts")), string.Join(' ', found.Counts));
        yield return Same($"{at} totals", Ints(want.GetProperty("totals")), string.Join(' ', found.Totals));
        yield return Same($"{at} lengths", $"{want.GetProperty("sys_len")} {want.GetProperty("ref_len")}", $"{found.PredictionLength} {found.ReferenceLength}");
        for (int n = 0; n < found.Precisions.Length; n++)
        {
            yield return new Deviation($"{at} precision {n + 1}", found.Precisions[n] - want.GetProperty("precisions")[n].GetDouble(), Rounding);
        }
    }

    private static RougeScore Score(string type, string target, string prediction, bool stem) => type switch
    {
        "rougeL" => Rouge.L(target, prediction, stem),
        "rougeLsum" => Rouge.Lsum(target, prediction, stem),
        _ => Rouge.N(target, prediction, type[^1] - '0', stem),
    };

    private static IEnumerable<Deviation> Numbers(string at, JsonElement want, RougeScore found)
    {
        yield return new Deviation($"{at} precision", found.Precision - want[0].GetDouble(), Rounding);
        yield return new Deviation($"{at} recall", found.Recall - want[1].GetDouble(), Rounding);
        yield return new Deviation($"{at} F", found.F - want[2].GetDouble(), Rounding);
    }

    private static Deviation Same(string at, string want, string found) =>
        new(want == found ? at : $"{at}: expected '{want}', found '{found}'", want == found ? 0 : 1, 0);

    private static IEnumerable<JsonElement> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select(l => JsonDocument.Parse(l).RootElement);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(t => t.GetString()!)];

    private static string Ints(JsonElement array) => string.Join(' ', array.EnumerateArray().Select(n => n.GetInt32()));
}
