using System.Globalization;
using System.Runtime.InteropServices;
using Amuro.Checkpoints;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Miniature;

/// <summary>Weights and optimiser state after a step, as one safetensors file that is replaced as a whole.</summary>
internal sealed class ResumeFile(string path)
{
    private const string StepKey = "step";

    /// <summary>The step it was saved after; null if there is none, or the file cannot be read.</summary>
    public int? Step()
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            using SafetensorsFile file = SafetensorsFile.Open(path);
            return int.Parse(file.Metadata[StepKey], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is AmuroException or KeyNotFoundException or FormatException)
        {
            return null; // Then training starts anew, which costs time but no result.
        }
    }

    public void Save(TrainingLoop loop) => SafetensorsWriter.Write(
        path,
        [.. All(loop).Select(pair => new WeightSource(
            new WeightInfo(pair.Name, WeightType.Float32, [pair.Tensor.numel()]),
            stream => stream.Write(pair.Tensor.cpu().bytes)))],
        new Dictionary<string, string> { [StepKey] = loop.StepsDone.ToString(CultureInfo.InvariantCulture) });

    public void Restore(TrainingLoop loop)
    {
        using IDisposable none = no_grad();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach ((string name, Tensor target) in All(loop))
        {
            using Tensor read = tensor(MemoryMarshal.Cast<byte, float>(file.Data(name)).ToArray());
            target.copy_(read);
        }

        loop.ContinueAfter(int.Parse(file.Metadata[StepKey], CultureInfo.InvariantCulture));
    }

    public void Delete() => File.Delete(path);

    private static IEnumerable<(string Name, Tensor Tensor)> All(TrainingLoop loop) =>
        loop.State.Select(pair => (pair.Key, pair.Value));
}
