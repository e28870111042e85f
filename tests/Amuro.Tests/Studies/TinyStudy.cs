using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Studies;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Tests.Studies;

/// <summary>Two random checkpoints of a model with a dozen words, and three small tasks: colours of things, twice, and shapes.</summary>
internal sealed class TinyStudy : IDisposable
{
    private static readonly string[] s_words = ["the", "ball", "cube", "ring", "is", "red", "blue", "round", "flat", "what", "colour", "shape", "?", "."];
    private readonly TemporaryFolder _folder = new();

    public TinyStudy()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.WordLevel(s_words);
        DecoderConfig config = new()
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = 16,
            Layers = 1,
            Heads = 2,
            IntermediateSize = 24,
            MaxPositions = 32,
            TieEmbeddings = true,
        };
        foreach (int step in (int[])[0, 10])
        {
            string folder = _folder.File($"checkpoints/step{step}");
            using DecoderModel model = DecoderModel.Initialise(config, step);
            model.Save(folder);
            tokenizer.Save(folder);
        }

        Series = CheckpointSeries.FromFolders(_folder.File("checkpoints/step*"));
    }

    public CheckpointSeries Series { get; }

    public static FineTuner Tuner { get; } = FineTuner.Default.WithEpochs(2).WithBatchSize(2).WithLearningRate(1e-2);

    public static TaskDefinition Colours { get; } = Task("colours", "colour", ["red", "blue"], ["ball", "cube"]) with { Family = "colour" };

    public static TaskDefinition OtherColours { get; } =
        Task("other colours", "colour", ["red", "blue"], ["ring", "cube"]) with { Family = "colour", Training = [] };

    public static TaskDefinition Shapes { get; } = Task("shapes", "shape", ["round", "flat"], ["ball", "ring"]) with { Training = [] };

    public Study Study => Amuro.Studies.Study.Of(Series).FineTune(Tuner, on: Colours).Evaluate(Colours, OtherColours, Shapes).WithSeeds(1, 2);

    public string Out(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    private static TaskDefinition Task(string name, string property, string[] values, string[] things)
    {
        Example[] items = [.. things.SelectMany(thing => values.Select((value, gold) => new Example
        {
            Id = $"{thing}-{value}",
            Fields = new Dictionary<string, string> { ["thing"] = thing, ["value"] = value, ["property"] = property },
            Choices = values,
            Gold = gold,
            Answer = value,
            Cluster = thing,
        }))];
        return new TaskDefinition
        {
            Name = name,
            Kind = TaskKind.MultipleChoice,
            Formats =
            [
                new PromptFormat { Name = "default", Template = "the {thing} is {value} . what {property} ?" },
                new PromptFormat { Name = "io", Template = "{thing} {value} ?" },
            ],
            Training = items,
            Evaluation = items,
        };
    }
}
