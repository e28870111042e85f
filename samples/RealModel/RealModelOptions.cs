using Amuro;

/// <summary>The command line of the RealModel sample.</summary>
internal sealed record RealModelOptions
{
    public const string Usage = """
        Usage: dotnet run --project samples/RealModel -c Release -- --model DIR --out DIR [options]
          --model DIR          a checkpoint: config.json, *.safetensors, tokenizer.json; give it more than once for a series
          --train FILE.jsonl   training items of OpenBookQA; without it the model is only evaluated
          --train-items N      how many of them (default 300)
          --eval NAME=FILE     a task and its validation items, more than once; NAME is openbookqa, arc_easy, arc_challenge,
                               sciq, rte, boolq, sst2, mrpc, social_i_qa or csqa
          --eval-items N       how many items of each task (default 100)
          --harness            also in the prompt of lm-evaluation-harness, for scores that can be compared with others'
          --epochs N           passes over the training items (default 3)
          --seeds K            fine-tuning seeds (default 1)
          --device NAME        auto (default: the GPU if there is one), cpu, cuda or cuda:N
          --out DIR            where everything is written; run again with the same DIR, it goes on where it was
        """;

    public IReadOnlyList<string> Models { get; private init; } = [];

    public string Out { get; private init; } = "";

    public string? Train { get; private init; }

    public int TrainItems { get; private init; } = 300;

    public IReadOnlyList<(string Name, string File)> Evaluations { get; private init; } = [];

    public int EvalItems { get; private init; } = 100;

    public bool Harness { get; private init; }

    public int Epochs { get; private init; } = 3;

    public int Seeds { get; private init; } = 1;

    public string Device { get; private init; } = "auto";

    public static RealModelOptions Parse(string[] arguments)
    {
        RealModelOptions options = new();
        CommandLine line = new(arguments);
        while (line.Next() is { } option)
        {
            options = option switch
            {
                "--model" => options with { Models = [.. options.Models, line.Text()] },
                "--out" => options with { Out = line.Text() },
                "--train" => options with { Train = line.Text() },
                "--train-items" => options with { TrainItems = line.Number(1) },
                "--eval" => options with { Evaluations = [.. options.Evaluations, Pair(line.Text())] },
                "--eval-items" => options with { EvalItems = line.Number(1) },
                "--harness" => options with { Harness = true },
                "--epochs" => options with { Epochs = line.Number(1) },
                "--seeds" => options with { Seeds = line.Number(1) },
                "--device" => options with { Device = line.Text() },
                _ => throw line.Unknown("--model, --out, --train, --train-items, --eval, --eval-items, --harness, --epochs, --seeds or --device"),
            };
        }

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
            missing.Add("--eval NAME=FILE");
        }

        return missing.Count == 0 ? options : throw new AmuroException($"Command line: expected {string.Join(" and ", missing)}, found nothing; --help shows all options");
    }

    private static (string Name, string File) Pair(string text)
    {
        int split = text.IndexOf('=', StringComparison.Ordinal);
        return split > 0 && split < text.Length - 1
            ? (text[..split], text[(split + 1)..])
            : throw new AmuroException($"Option --eval: expected NAME=FILE, found '{text}'");
    }
}
