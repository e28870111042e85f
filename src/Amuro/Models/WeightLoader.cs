using Amuro.Checkpoints;
using Amuro.Models.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>Brings stored weights into a model: first everything is checked, then they are copied part by part.</summary>
internal static class WeightLoader
{
    private const int PartBytes = 1 << 24;
    private const int ListedProblems = 20;

    public static void Check(DecoderConfig config, WeightFiles files)
    {
        ModelFamily family = ModelFamily.Of(config);
        var problems = new List<string>();
        Dictionary<string, WeightInfo> stored = ByName(family, files, problems);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in family.Blocks(config).SelectMany(b => b.Parts))
        {
            known.Add(name);
            if (!stored.TryGetValue(name, out WeightInfo? info))
            {
                problems.Add($"{name}: expected {WeightInfo.Describe(shape)}, found none");
            }
            else if (!info.Shape.SequenceEqual(shape))
            {
                problems.Add($"{name}: expected {WeightInfo.Describe(shape)}, found {info.ShapeText}");
            }
            else if (TypeOf(info.Type) is null)
            {
                problems.Add($"{name}: expected floating-point numbers, found {info.Type}");
            }
        }

        problems.AddRange(files.Weights.Values
            .Where(w => !known.Contains(family.NameOf(w.Name)) && !family.IsIgnored(w.Name) && !IsTiedCopy(config, files, w))
            .OrderBy(w => w.Name, StringComparer.Ordinal)
            .Select(w => $"{w.Name}: expected no such weight, found {w.ShapeText}"));
        if (problems.Count > 0)
        {
            string more = problems.Count > ListedProblems
                ? FormattableString.Invariant($"; and {problems.Count - ListedProblems} more")
                : "";
            throw new AmuroException(
                $"{files.Folder}: the weights do not fit config.json: {string.Join("; ", problems.Take(ListedProblems))}{more}.");
        }
    }

    public static void Fill(DecoderModel model, WeightFiles files)
    {
        using IDisposable none = no_grad();
        ParameterBuffer parameters = model.Parameters;
        Dictionary<string, WeightInfo> stored = ByName(ModelFamily.Of(model.Config), files, []);
        foreach (string name in parameters.Names)
        {
            WeightInfo info = stored[name];
            long element = info.Bytes / info.Elements;
            long offset = parameters.PlaceOf(name).Offset;
            for (long done = 0; done < info.Bytes;)
            {
                using DisposeScope scope = NewDisposeScope();
                int count = (int)Math.Min(PartBytes, info.Bytes - done);
                Tensor part = empty(count / element, dtype: TypeOf(info.Type)!.Value);
                files.Read(info.Name, done, part.bytes);
                parameters.Flat.narrow(0, offset + (done / element), count / element).copy_(part);
                done += count;
            }
        }
    }

    public static ScalarType? TypeOf(WeightType type) => type switch
    {
        WeightType.Float64 => ScalarType.Float64,
        WeightType.Float32 => ScalarType.Float32,
        WeightType.Float16 => ScalarType.Float16,
        WeightType.BFloat16 => ScalarType.BFloat16,
        _ => null,
    };

    /// <summary>The stored weights by the names that the family's parameters have.</summary>
    private static Dictionary<string, WeightInfo> ByName(ModelFamily family, WeightFiles files, List<string> problems)
    {
        var result = new Dictionary<string, WeightInfo>(StringComparer.Ordinal);
        foreach (WeightInfo info in files.Weights.Values.Where(w => !family.IsIgnored(w.Name)))
        {
            string name = family.NameOf(info.Name);
            if (!result.TryAdd(name, info))
            {
                problems.Add($"{name}: expected one weight, found {info.Name} and {result[name].Name}");
            }
        }

        return result;
    }

    // Some tools store the output matrix of a tied model too. It is passed over only if it is the embedding indeed.
    private static bool IsTiedCopy(DecoderConfig config, WeightFiles files, WeightInfo weight)
    {
        ModelFamily family = ModelFamily.Of(config);
        if (!config.TieEmbeddings || family.NameOf(weight.Name) != family.HeadName
            || files.Weights.Values.FirstOrDefault(w => family.NameOf(w.Name) == family.EmbeddingName) is not { } other
            || weight.Type != other.Type || !weight.Shape.SequenceEqual(other.Shape))
        {
            return false;
        }

        for (long done = 0; done < weight.Bytes; done += PartBytes)
        {
            int count = (int)Math.Min(PartBytes, weight.Bytes - done);
            if (!files.Data(weight.Name, done, count).SequenceEqual(files.Data(other.Name, done, count)))
            {
                return false;
            }
        }

        return true;
    }
}
