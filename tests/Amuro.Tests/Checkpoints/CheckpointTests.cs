using Amuro.Checkpoints;

namespace Amuro.Tests.Checkpoints;

/// <summary>Folders as checkpoints, and checkpoints as a series.</summary>
public class CheckpointTests
{
    [Theory]
    [InlineData("step1000", 1000L, null)]
    [InlineData("step1000-tokens4B", 1000L, 4_000_000_000L)]
    [InlineData("stage1-step738000-tokens3095B", 738000L, 3_095_000_000_000L)]
    [InlineData("checkpoint-1000", 1000L, null)]
    [InlineData("iter_0001000", 1000L, null)]
    [InlineData("global_step20", 20L, null)]
    [InlineData("Step_7", 7L, null)]
    [InlineData("step0", 0L, null)]
    [InlineData("olmo-1b", null, null)]
    [InlineData("steps12", null, null)]
    [InlineData("step12x", null, null)]
    [InlineData("misstep12", null, null)]
    [InlineData("step99999999999999999999", null, null)]
    public void The_step_is_read_from_the_name(string name, long? step, long? tokens)
    {
        using var folder = new TemporaryFolder();
        string path = Make(folder, name);
        if (step is null)
        {
            AmuroException e = Assert.Throws<AmuroException>(() => Checkpoint.FromFolder(path));
            Assert.Contains(name, e.Message, StringComparison.Ordinal);
            Assert.Equal(5, Checkpoint.FromFolder(path, 5).Step);
            return;
        }

        Checkpoint checkpoint = Checkpoint.FromFolder(path + "/");
        Assert.Equal((name, step.Value, tokens, "llama"), (checkpoint.Name, checkpoint.Step, checkpoint.Tokens, checkpoint.ModelType));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "step1");
        Assert.Contains("found nothing", Assert.Throws<AmuroException>(() => Checkpoint.FromFolder(path)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(path);
        Assert.Contains("config.json", Assert.Throws<AmuroException>(() => Checkpoint.FromFolder(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(path, "config.json"), "{ not json");
        Assert.Contains("config.json", Assert.Throws<AmuroException>(() => Checkpoint.FromFolder(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(path, "config.json"), """{"model_type":"llama"}""");
        Assert.Contains("model.safetensors", Assert.Throws<AmuroException>(() => Checkpoint.FromFolder(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_and_shards_have_one_fingerprint_and_a_changed_bit_another()
    {
        string single = Checkpoint.FromFolder(Goldens.Path("models/llama"), 1).Fingerprint();
        Assert.Equal(single, Checkpoint.FromFolder(Goldens.Path("formats/sharded"), 1).Fingerprint());
        using var folder = new TemporaryFolder();
        string path = Make(folder, "step1");
        byte[] bytes = File.ReadAllBytes(Path.Combine(path, "model.safetensors"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(path, "model.safetensors"), bytes);
        Assert.NotEqual(single, Checkpoint.FromFolder(path).Fingerprint());
    }

    [Fact]
    public void A_series_is_in_order_of_steps()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["step100", "step20", "step3-tokens1B"])
        {
            Make(folder, "run/" + name);
        }

        Directory.CreateDirectory(Path.Combine(folder.Path, "run/logs"));
        Assert.Equal([3, 20, 100], CheckpointSeries.FromFolders(folder.Path + "/run/step*").Select(c => c.Step));
        Assert.Equal([3, 20, 100], CheckpointSeries.FromFolders(folder.Path + "/*/step*").Select(c => c.Step));
        Assert.Throws<AmuroException>(() => CheckpointSeries.FromFolders(folder.Path + "/run/epoch*"));
        Assert.Throws<AmuroException>(() => CheckpointSeries.From([]));
    }

    [Fact]
    public void Mixed_series_are_refused()
    {
        using var folder = new TemporaryFolder();
        Checkpoint one = Checkpoint.FromFolder(Make(folder, "a/step1"));
        Checkpoint same = Checkpoint.FromFolder(Make(folder, "b/step1"));
        Assert.Contains("step 1", Assert.Throws<AmuroException>(() => CheckpointSeries.From([one, same])).Message, StringComparison.Ordinal);
        string otherFolder = Make(folder, "c/step2");
        File.WriteAllText(Path.Combine(otherFolder, "config.json"), """{"model_type":"gpt2"}""");
        Checkpoint other = Checkpoint.FromFolder(otherFolder);
        Assert.Contains("gpt2", Assert.Throws<AmuroException>(() => CheckpointSeries.From([one, other])).Message, StringComparison.Ordinal);
        Checkpoint third = Checkpoint.FromFolder(Make(folder, "d/step3"));
        File.WriteAllText(Path.Combine(one.Folder, "tokenizer.json"), "{}");
        Assert.Equal(one.TokenizerPath, CheckpointSeries.From([third, one]).TokenizerPath);
        File.WriteAllText(Path.Combine(third.Folder, "tokenizer.json"), "{ }");
        Assert.Contains("tokenizer", Assert.Throws<AmuroException>(() => CheckpointSeries.From([one, third])).Message, StringComparison.Ordinal);
        Assert.Equal(2, CheckpointSeries.From([one, third], allowDifferentTokenizers: true).Count);
    }

    [Fact]
    public void A_folder_whose_name_has_no_step_needs_one()
    {
        using var folder = new TemporaryFolder();
        Make(folder, "series/step1");
        Make(folder, "series/main");
        string pattern = Path.Combine(folder.Path, "series", "*");
        Assert.Contains("main", Assert.Throws<AmuroException>(() => CheckpointSeries.FromFolders(pattern)).Message, StringComparison.Ordinal);

        CheckpointSeries series = CheckpointSeries.FromFolders(pattern, new Dictionary<string, long> { ["main"] = 143_000 });

        Assert.Equal([1L, 143_000L], series.Select(c => c.Step));
    }

    private static string Make(TemporaryFolder folder, string name)
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(path);
        foreach (string file in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(Goldens.Path("models/llama/" + file), Path.Combine(path, file));
        }

        return path;
    }
}
