using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amuro.Models;
using Amuro.Runtime;

namespace Amuro.Evaluation;

/// <summary>
/// Answers that are kept in a folder: what one model said to the requests of one task in one format with certain worked
/// examples. Every user of the folder appends to a file of its own and reads those of all.
/// </summary>
/// <remarks>
/// <c>FOLDER/KEY/RUN.scores</c>: the key is a hash of all that the answers depend on but the requests; each answer carries the
/// hash of its request's token ids, so a changed item asks anew and the others do not. A killed process loses the batch
/// it was writing; see <see cref="ScoreFile"/>.
/// </remarks>
internal sealed class ScoreCache : IDisposable
{
    /// <summary>Rises whenever the same request to the same model may get another answer.</summary>
    public const int ScoringVersion = 1;

    private const string Ending = ".scores";

    private readonly Dictionary<string, Likelihood> _answers = new(StringComparer.Ordinal);
    private readonly string _folder;
    private ScoreFile? _own;

    private ScoreCache(string folder) => _folder = folder;

    /// <summary>Opens the part of a cache that belongs to a model and a task, and reads what is there.</summary>
    /// <param name="folder">The cache; made if it is not there.</param>
    /// <param name="model">The model.</param>
    /// <param name="task">The task in its format with its worked examples.</param>
    /// <exception cref="AmuroException">The folder cannot be made or read.</exception>
    public static ScoreCache Open(string folder, DecoderModel model, PreparedTask task)
    {
        string key = ContentHash.Of(
            ScoringVersion,
            ContentHash.NumericsVersion,
            ModelHash.Of(model),
            model.Device.type.ToString(),
            task.Tokenizer.Fingerprint,
            task.Task.Name,
            task.Format,
            task.FewShot);
        var cache = new ScoreCache(Path.Combine(folder, key));
        try
        {
            Directory.CreateDirectory(cache._folder);
            foreach (string file in Directory.GetFiles(cache._folder, "*" + Ending))
            {
                foreach (StoredScore score in ScoreFile.Read(file))
                {
                    cache._answers[score.Request] = new Likelihood(score.LogLikelihood, score.IsGreedy, score.Dropped);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Cache '{folder}': expected a folder of scores that can be read and written, found: {e.Message}", e);
        }

        return cache;
    }

    /// <summary>The answer to a request, or null.</summary>
    public Likelihood? Find(LikelihoodRequest request) => _answers.TryGetValue(NameOf(request), out Likelihood answer) ? answer : null;

    /// <summary>Keeps the answers of a batch; when it returns they are on the disk.</summary>
    /// <exception cref="AmuroException">The folder cannot be written.</exception>
    public void Add(IEnumerable<(LikelihoodRequest Request, Likelihood Answer)> batch)
    {
        StoredScore[] scores = [.. batch.Select(b => new StoredScore(NameOf(b.Request), b.Answer.LogLikelihood, b.Answer.IsGreedy, b.Answer.DroppedTokens))];
        try
        {
            _own ??= new ScoreFile(Path.Combine(_folder, $"{Guid.NewGuid():N}{Ending}"));
            _own.Append(scores);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Cache '{_folder}': expected a folder that can be written, found: {e.Message}", e);
        }

        foreach (StoredScore score in scores)
        {
            _answers[score.Request] = new Likelihood(score.LogLikelihood, score.IsGreedy, score.Dropped);
        }
    }

    public void Dispose() => _own?.Dispose();

    private static string NameOf(LikelihoodRequest request)
    {
        int[] text = [request.Context.Length, .. request.Context, .. request.Continuation];
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(text)).AsSpan(0, 16));
    }
}
