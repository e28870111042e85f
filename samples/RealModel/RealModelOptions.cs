using Amuro;

/// <summary>The command line of the RealModel sample.</summary>
internal sealed record RealModelOptions
{
    public const string Usage = """
        Usage: dotnet run --project samples/RealModel -c Release -- --model DIR --out DIR [options]
          --model DIR          a checkpoint: config.json, *.safetensors, tokenizer.json; give it more than once for a series
          --data DIR           real data: DIR/validation/NAME.jsonl and, where there is one, DIR/train/NAME.jsonl for worked
                               examples; evaluates rte, boolq, sciq, arc_easy and openbookqa, with 0 and with 3 shots
          --eval NAME=FILE     a task and its validation items, more than once; NAME is any of the built-in tasks (rte, boolq,
                               sciq, arc_easy, arc_challenge, openbookqa, sst2, mrpc, social_i_qa, csqa, ...)
          --eval-items N       how many items of each task (default 100)
          --pool NAME=FILE     items that worked examples of a task are drawn from, more than once
          --shots N            number of worked examples, more than once (default 0; with --data 0 and 3);
                               a fine-tuned model is evaluated with the first of them only
          --variants N         so many variants of each task's formats besides its own (default 0)
          --harness            also in the prompt of lm-evaluation-harness, for scores that can be compared with others'
          --train FILE.jsonl   training items of OpenBookQA; without it the model is only evaluated
          --train-items N      how many of them (default 300)
          --epochs N           passes over the training items (default 3)
          --recipe NAME        full (all weights, the default) or lora (an adapter of rank 16); give it twice to compare them
          --seeds K            fine-tuning seeds (default 1)
          --device NAME        auto (default: the GPU if there is one), cpu, cuda or cuda:N
          --plan               only says what would be computed, with FLOPs, time, memory and disk
          --out DIR            where everything is written; run again with the same DIR, it goes on where it was
        """;

    public const string FullRecipe = "full";

    public const string LoraRecipe = "lora";

    private static readonly string[] s_tasks = ["rte", "boolq", "sciq", "arc_easy", "openbookqa"];

    public IReadOnlyList<string> Models { get; private init; } = [];

    public string Out { get; private init; } = "";

    public string? Train { get; private init; }

    public int TrainItems { get; private init; } = 300;

    public IReadOnlyList<(string Name, string File)> Evaluations { get; private init; } = [];

    public IReadOnlyDictionary<string, string> Pools { get; private init; } = new Dictionary<string, string>();

    public IReadOnlyList<int> Shots { get; private init; } = [];

    public int Variants { get; private init; }

    public int EvalItems { get; private init; } = 100;

    public bool Harness { get; private init; }

    public int Epochs { get; private init; } = 3;

    public IReadOnlyList<string> Recipes { get; private init; } = [];

    public int Seeds { get; private init; } = 1;

    public bool Plan { get; private init; }

    public string Device { get; private init; } = "auto";

    public static RealModelOptions Parse(string[] arguments)
    {
        RealModelOptions options = new();
        string? data = null;
        CommandLine line = new(arguments);
        while (line.Next() is { } option)
        {
            if (option == "--data")
            {
                data = line.Text();
                continue;
            }

            options = option switch
            {
                "--model" => options with { Models = [.. options.Models, line.Text()] },
                "--out" => options with { Out = line.Text() },
                "--eval" => options with { Evaluations = [.. options.Evaluations, Pair("--eval", line.Text())] },
                "--eval-items" => options with { EvalItems = line.Number(1) },
                "--pool" => options with { Pools = With(options.Pools, Pair("--pool", line.Text())) },
                "--shots" => options with { Shots = [.. options.Shots, line.Number(0)] },
                "--variants" => options with { Variants = line.Number(0) },
                "--harness" => options with { Harness = true },
                "--train" => options with { Train = line.Text() },
                "--train-items" => options with { TrainItems = line.Number(1) },
                "--epochs" => options with { Epochs = line.Number(1) },
                "--recipe" => options with { Recipes = [.. options.Recipes, Recipe(line.Text())] },
                "--seeds" => options with { Seeds = line.Number(1) },
                "--plan" => options with { Plan = true },
                "--device" => options with { Device = line.Text() },
                _ => throw line.Unknown("--model, --out, --data, --eval, --eval-items, --pool, --shots, --variants, --harness, --train, --train-items, --epochs, --recipe, --seeds, --plan or --device"),
            };
        }

        options = data is null ? options : options.WithData(data);
        options = options.Recipes.Count > 0 ? options : options with { Recipes = [FullRecipe] };
        options = options.Shots.Count > 0 ? options : options with { Shots = data is null ? [0] : [0, 3] };
        List<string> missing = [.. options.Models.Where(m => !Directory.Exists(m)).Select(m => $"a folder at --model {m}")];
        if (options.Models.Count == 0)
        {
            missing.Add("--model DIR");
        }

        if (options.Out.Length == 0)
        {
            missing.Add("--out DIR");
        }

        if (options.Evaluations.Count == 0)
        {
            missing.Add("--data DIR or --eval NAME=FILE");
        }

        return missing.Count == 0 ? options : throw new AmuroException($"Command line: expected {string.Join(" and ", missing)}, found nothing; --help shows all options");
    }

    // What is given by name goes before what the folder holds.
    private RealModelOptions WithData(string folder)
    {
        IReadOnlyDictionary<string, string> pools = Pools;
        List<(string Name, string File)> evaluations = [.. Evaluations];
        foreach (string name in s_tasks.Where(t => !evaluations.Any(e => e.Name == t)))
        {
            evaluations.Add((name, Path.Combine(folder, "validation", name + ".jsonl")));
        }

        foreach ((string name, _) in evaluations)
        {
            string pool = Path.Combine(folder, "train", name + ".jsonl");
            pools = pools.ContainsKey(name) || !File.Exists(pool) ? pools : With(pools, (name, pool));
        }

        return this with { Evaluations = evaluations, Pools = pools };
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> pools, (string Name, string File) pool) =>
        new(pools, StringComparer.Ordinal) { [pool.Name] = pool.File };

    private static string Recipe(string name) => name is FullRecipe or LoraRecipe
        ? name
        : throw new AmuroException($"Option --recipe: expected {FullRecipe} or {LoraRecipe}, found '{name}'");

    private static (string Name, string File) Pair(string option, string text)
    {
        int split = text.IndexOf('=', StringComparison.Ordinal);
        return split > 0 && split < text.Length - 1
            ? (text[..split], text[(split + 1)..])
            : throw new AmuroException($"Option {option}: expected NAME=FILE, found '{text}'");
    }
}
