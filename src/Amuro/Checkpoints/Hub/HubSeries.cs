namespace Amuro.Checkpoints.Hub;

/// <summary>Revisions of a repository as checkpoints: the step of each, and whether those that were downloaded belong together.</summary>
internal sealed class HubSeries(HubRepository repository, HubClient client)
{
    private readonly Lock _gate = new();
    private Checkpoint? _reference;

    public IReadOnlyList<Checkpoint> Of(IEnumerable<(string Name, string? Commit)> revisions, IReadOnlyDictionary<string, long>? steps)
    {
        (string Name, string? Commit, long? Step)[] all =
            [.. revisions.Select(r => (r.Name, r.Commit, steps is not null && steps.TryGetValue(r.Name, out long step) ? step : StepName.Step(r.Name)))];
        string[] without = [.. all.Where(r => r.Step is null).Select(r => r.Name)];
        if (without.Length > 0)
        {
            string names = string.Join(", ", without.Take(10)) + (without.Length > 10 ? ", …" : "");
            throw new AmuroException($"hub {repository}: expected revisions named like step1000 or an explicit step for each, found none for {names}.");
        }

        return [.. all.Select(r => Checkpoint.FromHub(new HubPlace(repository, r.Name, null, r.Commit), r.Step!.Value, client, Compare))];
    }

    // Compared as they arrive, because comparing all at the start would download all.
    private void Compare(Checkpoint arrived)
    {
        lock (_gate)
        {
            if (_reference is null)
            {
                _reference = arrived;
            }
            else
            {
                CheckpointSeries.From([_reference, arrived]);
            }
        }
    }
}
