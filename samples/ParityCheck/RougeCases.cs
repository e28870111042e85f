/// <summary>Metrics of text: ROUGE, its stemmer, BLEU and chrF, SQuAD answers.</summary>
internal static class RougeCases
{
    public static IEnumerable<ParityCase> In(string root)
    {
        if (!File.Exists(Path.Combine(root, "pairs.jsonl")))
        {
            yield break;
        }

        RougeReference reference = new(root);
        yield return new ParityCase("porter_stems.jsonl", () => ParityResult.Worst(reference.CompareStems()));
        yield return new ParityCase("expected_rouge.jsonl", () => ParityResult.Worst(reference.ComparePairs()));
        yield return new ParityCase("expected_multi.jsonl", () => ParityResult.Worst(reference.CompareSeveralTargets()));
        yield return new ParityCase("tokens_13a.jsonl", () => ParityResult.Worst(reference.CompareTokens()));
        yield return new ParityCase("expected_bleu.jsonl", () => ParityResult.Worst(reference.CompareBleu()));
        yield return new ParityCase("aggregates.json/bleu", () => ParityResult.Worst(reference.CompareCorpus()));
        yield return new ParityCase("squad.jsonl", () => ParityResult.Worst(reference.CompareSquad()));
    }
}
