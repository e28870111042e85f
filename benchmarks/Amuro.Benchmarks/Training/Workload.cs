using Amuro.Models;
using Amuro.Training;

namespace Amuro.Benchmarks.Training;

/// <summary>A model's shape and the batches that it is trained on, the same for every loop.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Config">Shape of the model: a llama with full attention and an untied head.</param>
/// <param name="Steps">Per optimiser step its examples.</param>
/// <param name="CompletionOnly">Whether prompts are not learned.</param>
internal sealed record Workload(string Name, DecoderConfig Config, TrainingExample[][] Steps, bool CompletionOnly)
{
    /// <summary>Real tokens of all steps; padding is not counted.</summary>
    public long Tokens => Steps.Sum(step => step.Sum(e => (long)e.Length));

    /// <summary>Predicted tokens of all steps.</summary>
    public long Labels => Steps.Sum(step => step.Sum(e => (long)MicroBatch.LabelCount(e, CompletionOnly)));

    /// <summary>Share of a right-padded batch that is padding, over all steps.</summary>
    public double Padding => 1 - (Tokens / (double)Steps.Sum(step => (long)step.Length * step.Max(e => e.Length)));

    /// <summary>Parameters of the matrices of the blocks.</summary>
    public long BlockParameters
    {
        get
        {
            long h = Config.HiddenSize, keyValue = (long)Config.KeyValueHeads * Config.HeadDim;
            return Config.Layers * ((2 * h * h) + (2 * h * keyValue) + (3 * h * Config.IntermediateSize));
        }
    }

    /// <summary>
    /// Useful floating-point operations of all steps, in 1e9: 6 x parameters of the blocks x real tokens, 6 x head x labels,
    /// and the causal half of attention. Norms, softmax, optimiser, recomputation and padding count as nothing.
    /// </summary>
    public double GigaFlop
    {
        get
        {
            double h = Config.HiddenSize;
            double blocks = 6.0 * BlockParameters * Tokens;
            double head = 6 * h * Config.VocabularySize * Labels;
            double attention = 12 * Config.Layers * h * Steps.Sum(step => step.Sum(e => (double)e.Length * e.Length)) / 2;
            return (blocks + head + attention) / 1e9;
        }
    }

    /// <summary>The model as every loop starts with it.</summary>
    public DecoderModel NewModel() => DecoderModel.Initialise(Config, seed: 1);

    /// <summary>The settings under which both loops run.</summary>
    public static TrainingRecipe Recipe(Precision precision, bool completionOnly) => new()
    {
        Precision = precision,
        CompletionOnlyLoss = completionOnly,
        LearningRate = 1e-4,
        Schedule = LearningRateSchedule.Constant,
        WarmupSteps = 0,
        WeightDecay = 0.01,
        MaxGradientNorm = 1,
    };
}
