using Amuro;

const string Usage = """
    Usage: dotnet run --project samples/ParityCheck -c Release -- KIND DIR [DIR ...]
      KIND   models, formats, tokenizers, finetune, evaluation, rouge, statistics or real_model: how the folders are laid out
      DIR    a folder of reference outputs; every case in it is run
      --model DIR   for real_model: the folder that make-model.sh DIR f32 wrote
      --items N     for real_model: only the first N items of each task (default: all)
    One line per case: name, largest difference, tolerance, ok or FAIL with the reason. Exit code 0 only if none failed.
    A case of finetune, evaluation, rouge, statistics or real_model has many numbers, each with a tolerance of its own: there it is the largest difference over its tolerance.
    """;
if (args.Length < 2 || args.Contains("--help"))
{
    Console.WriteLine(Usage);
    return args.Contains("--help") ? 0 : 1;
}

ParityOptions options;
try
{
    options = ParityOptions.Parse(args);
}
catch (AmuroException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}

Func<string, IEnumerable<ParityCase>>? kind = options.Kind switch
{
    "models" => ModelCases.In,
    "formats" => FormatCases.In,
    "tokenizers" => TokenizerCases.In,
    "finetune" => FineTuneCases.In,
    "evaluation" => EvaluationCases.In,
    "rouge" => RougeCases.In,
    "real_model" => folder => RealModelCases.In(folder, options),
    "statistics" => StatisticsCases.In,
    _ => null,
};
if (kind is null)
{
    Console.Error.WriteLine($"error: KIND: expected models, formats, tokenizers, finetune, evaluation, rouge, statistics or real_model, found '{options.Kind}'");
    return 1;
}

int passed = 0, failed = 0;
foreach (string folder in options.Folders)
{
    if (!Directory.Exists(folder))
    {
        Console.Error.WriteLine($"error: DIR: expected a folder, found nothing at {folder}");
        return 1;
    }

    foreach (ParityCase parityCase in kind(folder))
    {
        ParityResult result = Run(parityCase);
        Console.WriteLine($"{parityCase.Name}  {result}");
        (passed, failed) = result.Passed ? (passed + 1, failed) : (passed, failed + 1);
    }
}

if (passed + failed == 0)
{
    Console.Error.WriteLine($"error: DIR: expected cases laid out as for '{options.Kind}', found none");
    return 1;
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

static ParityResult Run(ParityCase parityCase)
{
    try
    {
        return parityCase.Check();
    }
    catch (Exception e) when (e is AmuroException or IOException or System.Text.Json.JsonException or KeyNotFoundException or ArgumentException)
    {
        return ParityResult.Fail($"{e.GetType().Name}: {e.Message}");
    }
}
