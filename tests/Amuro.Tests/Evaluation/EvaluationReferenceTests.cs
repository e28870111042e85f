namespace Amuro.Tests.Evaluation;

/// <summary>Tiny models against lm-evaluation-harness. ParityCheck runs all of the reference; here is what differs in kind.</summary>
public class EvaluationReferenceTests
{
    /// <summary>An OLMo whose tokenizer puts nothing in front.</summary>
    private const string NoBos = "olmo-nobos-v1024";

    /// <summary>A model of float16 weights with the real tokenizer of OLMo 1.</summary>
    private const string RealTokenizer = "olmo1-tokenizer-h16";

    [Fact]
    public void Odd_white_space_ties_code_points_and_cut_contexts_score_as_in_the_reference() =>
        AssertAgrees(EvaluationGoldens.Local, EvaluationGoldens.ModelName, r => r.CompareChoices("edge_mc_0"));

    [Fact]
    public void Pairs_at_odd_boundaries_score_or_are_refused_as_in_the_reference() =>
        AssertAgrees(EvaluationGoldens.Local, EvaluationGoldens.ModelName, r => r.ComparePairs());

    [SkippableTheory]
    [InlineData(EvaluationGoldens.ModelName, "sciq_3")]
    [InlineData(EvaluationGoldens.ModelName, "rte_3")]
    [InlineData(NoBos, "edge_mc_0")]
    [InlineData(NoBos, "mrpc_0")]
    [InlineData(RealTokenizer, "rte_0")]
    [Trait("Category", "Shared")]
    public void Real_tasks_score_as_in_the_reference(string model, string run) =>
        AssertAgrees(SharedData.Require("goldens/evaluation"), model, r => r.CompareChoices(run));

    [SkippableTheory]
    [InlineData(NoBos)]
    [InlineData(RealTokenizer)]
    [Trait("Category", "Shared")]
    public void Pairs_score_without_a_token_in_front_too(string model) =>
        AssertAgrees(SharedData.Require("goldens/evaluation"), model, r => r.ComparePairs());

    [SkippableTheory]
    [InlineData(EvaluationGoldens.ModelName)]
    [InlineData(NoBos)]
    [Trait("Category", "Shared")]
    public void Long_texts_have_the_perplexities_of_the_reference(string model) =>
        AssertAgrees(SharedData.Require("goldens/evaluation"), model, r => r.CompareRolling());

    [SkippableTheory]
    [InlineData(EvaluationGoldens.ModelName, "gen_words", 2048)]
    [InlineData(EvaluationGoldens.ModelName, "gen_stops", 2048)]
    [InlineData(EvaluationGoldens.ModelName, "gen_eos", 2048)]
    [InlineData(EvaluationGoldens.ModelName, "gen_stops", 1)]
    [InlineData(NoBos, "gen_words", 2048)]
    [InlineData(NoBos, "gen_stops", 2048)]
    [InlineData(NoBos, "gen_eos", 2048)]
    [Trait("Category", "Shared")]
    public void Texts_and_ids_are_those_of_the_reference(string model, string run, int tokensPerBatch) =>
        AssertAgrees(SharedData.Require("goldens/evaluation"), model, r => r.CompareGeneration(run, tokensPerBatch));

    private static void AssertAgrees(string root, string model, Func<EvaluationReference, IEnumerable<Deviation>> compare)
    {
        using EvaluationReference reference = new(root, model);
        Deviation[] all = [.. compare(reference)];
        Assert.NotEmpty(all);
        Assert.Empty(all.Where(d => d.Ratio > 1).Select(d => d.ToString()));
    }
}
