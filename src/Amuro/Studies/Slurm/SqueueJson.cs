using System.Globalization;
using System.Text.Json;

namespace Amuro.Studies.Slurm;

/// <summary>
/// Reads <c>squeue --json</c>. Until SLURM 23.02 a number is a number or null and <c>job_state</c> a text; later a number is
/// <c>{"set": true, "infinite": false, "number": 3}</c> and <c>job_state</c> a list, in which flags such as COMPLETING stand beside the state.
/// </summary>
internal static class SqueueJson
{
    private static readonly string[] s_ends =
        ["COMPLETED", "FAILED", "OUT_OF_MEMORY", "DEADLINE", "LAUNCH_FAILED", "RECONFIG_FAIL", "CANCELLED", "TIMEOUT", "PREEMPTED", "NODE_FAIL", "BOOT_FAIL", "REVOKED"];

    /// <summary>Reads the list; elements that still wait together under one number are told apart.</summary>
    /// <exception cref="JsonException">It is no such list.</exception>
    /// <exception cref="SlurmUnavailableException">It tells of errors: with a controller that is down, 22.05 ends with exit code 0 and an empty list.</exception>
    public static IReadOnlyList<SlurmJob> Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("jobs", out JsonElement jobs) || jobs.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("squeue --json: expected an object with a list 'jobs'");
        }

        if (document.RootElement.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0)
        {
            throw new SlurmUnavailableException("squeue --json: " + string.Join("; ", errors.EnumerateArray().Select(e => $"{Text(e, "description")} ({Text(e, "source")})")));
        }

        return [.. jobs.EnumerateArray().SelectMany(JobsOf)];
    }

    private static IEnumerable<SlurmJob> JobsOf(JsonElement job)
    {
        long id = Number(job, "job_id") ?? throw new JsonException("squeue --json: expected a job_id");
        long array = Number(job, "array_job_id") is { } a and not 0 ? a : id;
        SlurmJob common = new(array, 0, Text(job, "name"), State(job), Text(job, "state_reason"), (int)(Number(job, "restart_cnt") ?? 0));
        string together = Text(job, "array_task_string");
        return together.Length > 0
            ? ArrayIndices.Parse(together).Select(index => common with { Index = index })
            : [common with { Index = (int)(Number(job, "array_task_id") ?? 0) }];
    }

    // Of several words, one that is no end says that the job is not yet through.
    private static string State(JsonElement job)
    {
        if (!job.TryGetProperty("job_state", out JsonElement state))
        {
            throw new JsonException("squeue --json: expected a job_state");
        }

        string[] words = state.ValueKind == JsonValueKind.Array
            ? [.. state.EnumerateArray().Select(w => w.GetString() ?? "")]
            : [state.GetString() ?? ""];
        return words.FirstOrDefault(w => !s_ends.Contains(w)) ?? words.FirstOrDefault() ?? throw new JsonException("squeue --json: expected a state");
    }

    private static string Text(JsonElement job, string name) =>
        job.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long? Number(JsonElement job, string name)
    {
        if (!job.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetInt64(),
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
            JsonValueKind.Object when value.TryGetProperty("set", out JsonElement set) && set.ValueKind == JsonValueKind.True => Number(value, "number"),
            _ => null,
        };
    }
}
