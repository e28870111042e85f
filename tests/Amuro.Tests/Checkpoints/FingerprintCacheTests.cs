using Amuro.Checkpoints;

namespace Amuro.Tests.Checkpoints;

/// <summary>A fingerprint is computed once for files that stay as they are.</summary>
public class FingerprintCacheTests
{
    [Fact]
    public void It_is_remembered_as_long_as_name_size_and_time_stay()
    {
        using TemporaryFolder checkpoint = Copy(), store = new();
        string path = checkpoint.File("model.safetensors");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        string first = Get(checkpoint, store.Path);
        string entry = Assert.Single(Directory.GetFiles(store.Path, "*", SearchOption.AllDirectories));
        string other = new('a', 64);
        File.WriteAllText(entry, File.ReadAllText(entry).Replace(first, other, StringComparison.Ordinal));
        Assert.Equal(other, Get(checkpoint, store.Path));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-2));
        Assert.Equal(first, Get(checkpoint, store.Path));
    }

    [Fact]
    public void What_was_written_just_now_is_not_remembered()
    {
        using TemporaryFolder checkpoint = Copy(), store = new();
        File.SetLastWriteTimeUtc(checkpoint.File("model.safetensors"), DateTime.UtcNow);
        Assert.Equal(64, Get(checkpoint, store.Path).Length);
        Assert.Empty(Directory.GetFiles(store.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"Version\":1,\"Fingerprint\":null,\"Files\":null}")]
    [InlineData("{\"Version\":2}")]
    public void A_damaged_entry_is_computed_anew(string content)
    {
        using TemporaryFolder checkpoint = Copy(), store = new();
        File.SetLastWriteTimeUtc(checkpoint.File("model.safetensors"), DateTime.UtcNow.AddHours(-1));
        string first = Get(checkpoint, store.Path);
        File.WriteAllText(Directory.GetFiles(store.Path, "*", SearchOption.AllDirectories)[0], content);
        Assert.Equal(first, Get(checkpoint, store.Path));
    }

    [Fact]
    public void Without_a_place_it_is_computed_each_time()
    {
        using TemporaryFolder checkpoint = Copy();
        File.SetLastWriteTimeUtc(checkpoint.File("model.safetensors"), DateTime.UtcNow.AddHours(-1));
        string expected = Get(checkpoint, null);
        // A file where the folder should be: nothing can be written there.
        string blocked = checkpoint.Write("blocked", "");
        Assert.Equal(expected, Get(checkpoint, blocked));
        Assert.Equal(expected, Checkpoint.FromFolder(checkpoint.Path, 0).Fingerprint());
    }

    private static string Get(TemporaryFolder checkpoint, string? store)
    {
        using WeightFiles files = WeightFiles.Open(checkpoint.Path);
        return new FingerprintCache(store).Get(files);
    }

    private static TemporaryFolder Copy()
    {
        var folder = new TemporaryFolder();
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(Goldens.Path("models/llama/" + name), folder.File(name));
        }

        return folder;
    }
}
