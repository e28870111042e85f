using Amuro.Studies;

namespace Amuro.Tests.Studies;

public sealed class ReproductionTests : IDisposable
{
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task A_cell_that_is_computed_again_is_the_same_to_the_bit_or_the_difference_is_told()
    {
        string folder = _tiny.Out("run");
        await _tiny.Study.RunAsync(folder);
        PlannedCell[] cells = [.. _tiny.Study.Plan(folder).Done];
        PlannedCell tuning = cells.First(c => c.Stage == CellStage.FineTune);
        PlannedCell evaluation = cells.First(c => c.DependsOn.Contains(tuning.Id));

        foreach (PlannedCell cell in (PlannedCell[])[cells[0], tuning, evaluation])
        {
            Reproduction again = await _tiny.Study.ReproduceAsync(folder, cell.Id);
            Assert.True(again.IsSame, string.Join('\n', again.Differences));
            Assert.Equal(cell.Description, again.Cell.Description);
        }

        Assert.Empty(Directory.GetDirectories(Path.Combine(folder, "models")));
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "results"), "*.json", SearchOption.AllDirectories))
        {
            string text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, text.Replace("\"Score\":", "\"Score\":1", StringComparison.Ordinal).Replace("\"Loss\":", "\"Loss\":1", StringComparison.Ordinal));
        }

        Assert.Contains("the first that differs: stored loss 1", Assert.Single((await _tiny.Study.ReproduceAsync(folder, tuning.Id)).Differences), StringComparison.Ordinal);
        Assert.Contains((await _tiny.Study.ReproduceAsync(folder, evaluation.Id)).Differences, d => d.Contains("acc: stored 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_that_is_not_done_cannot_be_compared()
    {
        PlannedCell cell = _tiny.Study.Plan(_tiny.Out("empty")).Missing[0];

        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => _tiny.Study.ReproduceAsync(_tiny.Out("empty"), cell.Id));
        Assert.Contains($"{cell.Description}: expected a cell that is done, found it waiting", error.Message, StringComparison.Ordinal);
        Assert.Contains("'unknown'", (await Assert.ThrowsAsync<AmuroException>(() => _tiny.Study.ReproduceAsync(_tiny.Out("empty"), "unknown"))).Message, StringComparison.Ordinal);
    }
}
