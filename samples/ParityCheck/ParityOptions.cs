using Amuro;

/// <summary>The command line of ParityCheck: a kind, folders, and what some kinds need besides.</summary>
/// <param name="Kind">How the folders are laid out.</param>
/// <param name="Folders">The folders of reference outputs.</param>
/// <param name="Model">The real model's folder.</param>
/// <param name="Items">The first so many items of each task; null: all.</param>
internal sealed record ParityOptions(string Kind, IReadOnlyList<string> Folders, string? Model, int? Items)
{
    public static ParityOptions Parse(string[] arguments)
    {
        ParityOptions options = new("", [], null, null);
        CommandLine line = new(arguments);
        while (line.Next() is { } word)
        {
            options = word switch
            {
                "--model" => options with { Model = line.Text() },
                "--items" => options with { Items = line.Number(1) },
                _ when word.StartsWith("--", StringComparison.Ordinal) => throw line.Unknown("--model or --items"),
                _ when options.Kind.Length == 0 => options with { Kind = word },
                _ => options with { Folders = [.. options.Folders, word] },
            };
        }

        return options.Kind == "real_model" && options.Model is null
            ? throw new AmuroException("Option --model: expected the folder that make-model.sh wrote (f32), found none")
            : options;
    }
}
