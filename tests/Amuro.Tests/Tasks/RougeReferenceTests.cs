namespace Amuro.Tests.Tasks;

/// <summary>Metrics of text against rouge_score, nltk, sacrebleu and the SQuAD script.</summary>
[Trait("Category", "Shared")]
public class RougeReferenceTests
{
    [SkippableFact]
    public void Stems_are_those_of_nltk() => AssertAgrees(r => r.CompareStems(), 500);

    [SkippableFact]
    public void Rouge_equals_rouge_score() => AssertAgrees(r => r.ComparePairs(), 9000);

    [SkippableFact]
    public void Of_several_targets_the_best_counts() => AssertAgrees(r => r.CompareSeveralTargets(), 600);

    [SkippableFact]
    public void Tokens_and_scores_of_bleu_and_chrf_equal_those_of_sacrebleu() =>
        AssertAgrees(r => [.. r.CompareTokens(), .. r.CompareBleu(), .. r.CompareCorpus()], 1000);

    [SkippableFact]
    public void Answers_are_compared_as_by_the_SQuAD_script() => AssertAgrees(r => r.CompareSquad(), 400);

    private static void AssertAgrees(Func<RougeReference, IEnumerable<Deviation>> compare, int atLeast)
    {
        Deviation[] all = [.. compare(new RougeReference(SharedData.Require("goldens/rouge")))];
        Assert.InRange(all.Length, atLeast, int.MaxValue);
        Assert.Empty(all.Where(d => d.Ratio > 1).Select(d => d.ToString()));
    }
}
