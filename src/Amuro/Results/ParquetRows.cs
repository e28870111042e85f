using Amuro.Runtime;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace Amuro.Results;

/// <summary>Parquet files of one kind of row, written and read one row group at a time.</summary>
internal static class ParquetRows
{
    // Files of the first versions lack them.
    private static readonly string[] s_laterColumns = ["choice_tokens", "dropped_tokens", "dropped_shots"];

    /// <summary>Writes the rows under a temporary name and renames the file when it is whole.</summary>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public static Task WriteAsync<T>(string path, IEnumerable<T> rows, CancellationToken cancellationToken)
        where T : class, new() => AtomicFile.WriteAsync(path, async stream =>
        {
            var options = new ParquetOptions { RowGroupSize = ItemBlock.Size };
            await ParquetSerializer.SerializeAsync(rows, stream, options, cancellationToken: cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        });

    /// <summary>Gives each row of a file to <paramref name="add"/>, which may throw an <see cref="AmuroException"/> about it.</summary>
    /// <exception cref="AmuroException">No such file, not Parquet, a column that is missing or of another type, or a bad value.</exception>
    public static async Task ReadAsync<T>(string path, string what, Action<T> add, CancellationToken cancellationToken)
        where T : class, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new AmuroException($"{path}: expected a Parquet file, found {(Directory.Exists(path) ? "a folder" : "no such file")}");
        }

        try
        {
            await using FileStream stream = File.OpenRead(path);
            int groups;
            await using (ParquetReader reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                CheckColumns(path, typeof(T).GetParquetSchema(true), reader.Schema);
                groups = reader.RowGroupCount;
            }

            long number = 0;
            for (int group = 0; group < groups; group++)
            {
                stream.Position = 0;
                IList<T> rows = (await ParquetSerializer.DeserializeAsync<T>(stream, rowGroupIndex: group, cancellationToken: cancellationToken).ConfigureAwait(false)).Data;
                foreach (T row in rows)
                {
                    number++;
                    Add(path, number, row, add);
                }
            }
        }
        catch (Exception error) when (error is not (AmuroException or OperationCanceledException or OutOfMemoryException))
        {
            // A damaged file makes the reader fail in many ways, index errors among them; all mean the same to the caller.
            throw new AmuroException($"{path}: expected a readable Parquet file of {what}, found: {StrictText.Shorten(error.Message)}", error);
        }
    }

    private static void Add<T>(string path, long number, T row, Action<T> add)
    {
        try
        {
            add(row);
        }
        catch (AmuroException error)
        {
            throw new AmuroException($"{path}, row {number}, column 'stage' or 'split': {error.Message}", error);
        }
    }

    private static void CheckColumns(string path, ParquetSchema wanted, ParquetSchema found)
    {
        foreach (Field expected in wanted.Fields)
        {
            Field? field = found.Fields.FirstOrDefault(f => f.Name == expected.Name);
            if (field is null && s_laterColumns.Contains(expected.Name))
            {
                continue;
            }

            if (field is null)
            {
                throw new AmuroException($"{path}: expected the column '{expected.Name}', found the columns {string.Join(", ", found.Fields.Select(f => f.Name))}");
            }

            if (field.SchemaType != expected.SchemaType
                || (field is DataField have && expected is DataField want && have.ClrType != want.ClrType))
            {
                throw new AmuroException($"{path}, column '{expected.Name}': expected {Describe(expected)}, found {Describe(field)}");
            }
        }
    }

    private static string Describe(Field field) => field is DataField data ? data.ClrType.Name : $"a {field.SchemaType.ToString().ToLowerInvariant()}";
}
