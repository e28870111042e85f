using Amuro.Results;
using Amuro.Results.Importers;

namespace Amuro.Tests.Results.Importers;

public sealed class AmuroCharTablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void Every_row_of_the_published_tables_has_a_place_of_its_own()
    {
        Imported found = AmuroCharTables.Import(SharedData.Require("data/paper"));
        Assert.Equal(649 + 107, found.Scores.Count);
        Assert.Empty(found.Problems);
        Assert.Equal(found.Scores.Count, found.Scores.Select(r => (r.Model, r.Step, r.Stage, r.TunedOn, r.Task, r.Format, r.Shots)).Distinct().Count());
        Assert.Equal([1000, 18000, 342000, 424000, 505000, 592000, 738000, 738020], found.Scores.Select(r => r.Step).Distinct().Order());
        Assert.Equal(["olmo1b", "olmo1b/3epoch_2e-5", "olmo1b/checkpoint", "olmo1b/original"], found.Scores.Select(r => r.Model).Distinct().Order(StringComparer.Ordinal));

        // 47 rows stand beside the paper's protocol (paper.json: stray_rows).
        Assert.Equal(47, found.Scores.Count(r => r.Format != AmuroCharTables.OfficialFormat && (r.Model != "olmo1b" || r.Shots != 4)));
        // Every row knows its line: the header is the first of each file.
        Assert.Equal(Enumerable.Range(2, 649).Concat(Enumerable.Range(2, 107)), found.Scores.Select(r => r.Source!.Line));
        ScoreRow first = found.Scores[0];
        Assert.Equal((424000L, Stage.FineTuned, "socialiqa", "mnli_matched", TaskRelation.Unseen, "default", 4, "acc", 0.33560876209882834, 0.0047747151036286965),
            (first.Step, first.Stage, first.TunedOn, first.Task, first.Split, first.Format, first.Shots, first.Metric, first.Score, first.StandardError));
        Assert.Equal(["acc", "rougeL"], found.Scores.Where(r => r.Task == "sciq").Select(r => r.Metric).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Bad_rows_are_collected_with_their_line(string culture)
    {
        using var here = new InCulture(culture);
        _folder.Write("all_perf_table.csv", ",model_id,eval dataset,Performance,std\n0,olmo1b_original_hf_4shots,paws_instruct,0.5,0.1\n1,olmo7b_main,paws,0.5,0.1\n2,olmo1b_original_hf,paws,\"0,5\",0.1\n3,olmo1b_original_hf,paws,0.5\n");
        _folder.Write("official_eval_table.csv", ",model_id,eval dataset,Performance\n0,checkpoint-1000,sciq,0.25\n");
        Imported found = AmuroCharTables.Import(_folder.Path, new ImportOptions { CollectProblems = true }, mainStep: 750_000);
        Assert.Equal([("paws", "instruct", 750_000L), ("sciq", "official", 1000)], found.Scores.Select(r => (r.Task, r.Format, r.Step)));
        Assert.Equal([3, 4, 5], found.Problems.Select(p => p.Line));
        Assert.Contains("found 'olmo7b_main'", found.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal("column 'Performance': expected a number, found '0,5'", found.Problems[1].Message);
        Assert.Contains("found 3 problems", Assert.Throws<AmuroException>(() => AmuroCharTables.Import(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
