using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>The files of a split, in order and no others.</summary>
public sealed class HubDatasetTests : IDisposable
{
    private const string Converted = "refs/convert/parquet";
    private static readonly HubRepository s_items = HubRepository.Dataset("acme/items");
    private readonly HubFixture _f = new();

    public void Dispose() => _f.Dispose();

    [Fact]
    public async Task The_shards_of_a_converted_split_come_in_order()
    {
        foreach (string file in new[] { "rte/train/0001.parquet", "rte/train/0000.parquet", "rte/test/0000.parquet", "mnli/train/0000.parquet", "README.md" })
        {
            _f.Hub.Add("datasets/acme/items", Converted, file, file);
        }

        IReadOnlyList<string> files = await _f.Client.DownloadSplitAsync(s_items, "train", "rte");
        Assert.Equal(["rte/train/0000.parquet", "rte/train/0001.parquet"], files.Select(File.ReadAllText));
        Assert.Contains(Path.Combine("datasets--acme--items", "snapshots"), files[0], StringComparison.Ordinal);
        Assert.Equal(2, _f.Hub.ContentRequests.Count());
        Assert.Equal("rte/test/0000.parquet", File.ReadAllText(Assert.Single(await _f.Client.DownloadSplitAsync(s_items, "test"))));
        Assert.Equal(files, await _f.With(o => o.WithOffline(true)).DownloadSplitAsync(s_items, "train", "rte"));
    }

    [Fact]
    public async Task The_files_of_the_repository_itself_will_do()
    {
        _f.Hub.Add("datasets/acme/items", "main", "data/train-00000-of-00002.parquet", "a")
            .Add("datasets/acme/items", "main", "data/train-00001-of-00002.parquet", "b")
            .Add("datasets/acme/items", "main", "data/train_extra-00000-of-00001.parquet", "c");
        Assert.Equal(["a", "b"], (await _f.Client.DownloadSplitAsync(s_items, "train", revision: "main")).Select(File.ReadAllText));
    }

    [Fact]
    public async Task A_split_that_is_not_there_or_in_two_configurations_is_refused()
    {
        _f.Hub.Add("datasets/acme/items", Converted, "a/train/0000.parquet", "1").Add("datasets/acme/items", Converted, "b/train/0000.parquet", "2");
        string missing = await HubFixture.ErrorAsync(() => _f.Client.DownloadSplitAsync(s_items, "test"));
        Assert.EndsWith("expected Parquet files of the split test, found a/train, b/train.", missing, StringComparison.Ordinal);
        string two = await HubFixture.ErrorAsync(() => _f.Client.DownloadSplitAsync(s_items, "train"));
        Assert.EndsWith("expected the name of a configuration, as 2 have the split train: a, b.", two, StringComparison.Ordinal);
    }
}
