using Amuro.Models;
using Amuro.Reporting;
using Amuro.Results;
using Amuro.Training;
using TorchSharp;

// Before any type of Amuro is touched: the package alone must make TorchSharp start.
using torch.Tensor product = torch.mm(torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]), torch.tensor(new float[] { 5, 6, 7, 8 }, [2, 2]));
float[] expected = [19, 22, 43, 50];
float[] found = product.data<float>().ToArray();
if (!found.SequenceEqual(expected))
{
    Console.Error.WriteLine($"product of two tensors: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
    return 1;
}

Console.WriteLine($"product of two tensors: {string.Join(' ', found)}");

// A tiny model learns three sequences by heart.
DecoderConfig config = new() { VocabularySize = 32, HiddenSize = 32, Layers = 2, Heads = 4, IntermediateSize = 64, MaxPositions = 16 };
using DecoderModel model = DecoderModel.Initialise(config, seed: 1);
TrainingExample[] examples = [new("a", [1, 2, 3], [4, 5]), new("b", [1, 6], [7]), new("c", [1, 8, 9, 10], [11, 12])];
TrainingRun run = FineTuner.Default.WithSteps(40).WithBatchSize(3).WithLearningRate(1e-2).FineTune(model, examples);
double first = run.Steps[0].Loss, last = run.Steps[^1].Loss;
if (run.Steps.Count != 40 || !(last < first / 10))
{
    Console.Error.WriteLine($"fine-tuning: expected 40 steps and a loss falling to less than a tenth, found {run.Steps.Count} steps, {first} to {last}");
    return 1;
}

Console.WriteLine($"fine-tuning: loss {first:F3} to {last:F3} in {run.Steps.Count} steps");

// Charts become PNG files: the package brings the native library that draws them.
ScoreRow row = new() { Step = 1, Stage = Stage.Base, Task = "t", Split = TaskRelation.InDomain, Format = "f", Metric = "acc", Score = 0.5, N = 20, StandardError = 0.1, Chance = 0.5 };
StudyResults results = new() { Scores = ScoreTable.From([row, row with { Stage = Stage.FineTuned, TunedOn = "t", Score = 0.9 }]) };
string pictures = Directory.CreateTempSubdirectory("amuro-pictures").FullName;
new StudyReport(results).SavePictures(pictures);
int drawn = Directory.GetFiles(pictures, "*.png").Count(f => new FileInfo(f).Length > 1000);
Directory.Delete(pictures, recursive: true);
if (drawn < 2)
{
    Console.Error.WriteLine($"pictures: expected PNG files of curves, gains and forgetting, found {drawn}");
    return 1;
}

Console.WriteLine($"pictures: {drawn} PNG files");
return 0;
