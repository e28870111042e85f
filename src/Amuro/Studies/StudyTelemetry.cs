using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amuro.Studies.Claims;

namespace Amuro.Studies;

/// <summary>What OpenTelemetry, or anyone who listens to the source and meter named <c>Amuro</c>, sees of a study.</summary>
internal static class StudyTelemetry
{
    public const string Name = "Amuro";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Counter<long> s_tokens = s_meter.CreateCounter<long>("amuro.tokens", "{token}", "Tokens that went through a model");
    private static readonly Counter<double> s_flops = s_meter.CreateCounter<double>("amuro.flops", "{operation}", "Estimated floating-point operations");
    private static readonly Histogram<double> s_seconds = s_meter.CreateHistogram<double>("amuro.cell.duration", "s", "Wall-clock time of a cell");
    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>("amuro.stored", "By", "Bytes of results and weights written");

    /// <summary>An activity around a cell; null where nobody listens.</summary>
    public static Activity? Start(PlannedCell cell) => s_source.StartActivity(NameOf(cell.Stage))
        ?.SetTag("amuro.cell", cell.Id).SetTag("amuro.description", cell.Description);

    public static void Count(CellWork work, long tokens)
    {
        KeyValuePair<string, object?> stage = new("amuro.stage", NameOf(work.Stage));
        s_tokens.Add(tokens, stage);
        s_flops.Add(work.Flops, stage);
        s_seconds.Record(work.Seconds, stage);
    }

    public static void CountBytes(long bytes) => s_bytes.Add(bytes);

    private static string NameOf(CellStage stage) => stage == CellStage.FineTune ? "fine-tune" : "evaluate";
}
