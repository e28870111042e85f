using Amuro.Tasks.Loading;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Amuro.Tests.Tasks.Loading;

/// <summary>Whatever happens to a file, the reader ends, with rows or with an error of its own.</summary>
[Trait("Category", "Shared")]
public sealed class RowFileMutationTests
{
    private static readonly string[] s_files =
    [
        "none.parquet", "snappy.parquet", "gzip.parquet", "zstd.parquet", "brotli.parquet", "lz4.parquet", "v2_delta.parquet",
        "stream.arrow", "file.arrow", "large_stream.arrow", "dictionary_stream.arrow", "rows.jsonl", "flat.csv",
    ];

    [SkippableFact]
    public void A_cut_file_is_refused_or_gives_the_first_rows()
    {
        foreach (string file in s_files)
        {
            byte[] whole = Content(file);
            string[] rows = Ids(file, whole, out _);
            Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), length =>
            {
                string[] found = Ids(file, whole[..length], out AmuroException? error);
                bool text = file is "rows.jsonl" or "flat.csv";
                return (error is null && text && rows.Take(found.Length).SequenceEqual(found)) || error is not null;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
        }
    }

    [SkippableFact]
    public void Changed_bytes_give_rows_or_an_error_that_names_the_file()
    {
        foreach (string file in s_files)
        {
            byte[] whole = Content(file);
            // Half of the changes hit the metadata, which are at the ends.
            Gen<int> place = Gen.OneOf(Gen.Choose(0, whole.Length - 1), Gen.Choose(0, 1500), Gen.Choose(whole.Length - 2500, whole.Length - 1));
            Gen<(int Place, int Value)[]> changes = place.Zip(Gen.Choose(0, 255)).Select(pair => (pair.Item1, pair.Item2)).NonEmptyListOf().Select(list => list.Take(4).ToArray());
            Prop.ForAll(changes.ToArbitrary(), change =>
            {
                byte[] bytes = [.. whole];
                Array.ForEach(change, c => bytes[c.Place] = (byte)c.Value);
                Ids(file, bytes, out AmuroException? error);
                return error is null || error.Message.Contains(file, StringComparison.Ordinal);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        }
    }

    private static byte[] Content(string file) => File.ReadAllBytes(SharedData.Require("goldens/datasets/" + file));

    private static string[] Ids(string file, byte[] bytes, out AmuroException? error)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(file);
        File.WriteAllBytes(path, bytes);
        error = null;
        try
        {
            return [.. RowFile.Read(path).Select(row => row.Has("id") ? row.Get("id").GetRawText() : "")];
        }
        catch (AmuroException found)
        {
            error = found;
            return [];
        }
    }
}
