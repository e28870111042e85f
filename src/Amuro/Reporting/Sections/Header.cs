using System.Xml.Linq;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Title and size of the study, and what is missing from it.</summary>
internal static class Header
{
    public static XElement Of(string title, StudyView view, IReadOnlyList<string> missing) => Html("header",
        Html("h1", Name(title)),
        Html("p", Class("lead"), "What pre-training and fine-tuning did: every checkpoint evaluated before and after fine-tuning."),
        MissingCells.Of(missing),
        Html("dl", Class("facts"), Facts(view).Select(f => Html("div", Html("dt", f.Name), Html("dd", f.Value)))),
        Missing(view).Select(m => Html("p", Class("warn"), m)));

    private static IEnumerable<(string Name, string Value)> Facts(StudyView view)
    {
        ScoreTable scores = view.Results.Scores;
        if (scores.Count == 0)
        {
            yield break;
        }

        yield return ("checkpoints", Numbers.Count(view.Steps.Count));
        yield return ("pre-training steps", view.Steps.Count == 1 ? Numbers.Count(view.Steps[0]) : $"{Numbers.Count(view.Steps[0])} to {Numbers.Count(view.Steps[^1])}");
        yield return ("fine-tuned models", Numbers.Count(scores.Where(r => r.Stage == Stage.FineTuned).Select(r => (r.Step, r.TunedOn, r.Seed)).Distinct().Count()));
        yield return ("training tasks", Numbers.Count(view.TunedOn.Count));
        yield return ("evaluated tasks", Numbers.Count(view.Tasks.Count));
        yield return ("prompt formats", Numbers.Count(view.Formats.Count));
        yield return ("shots", Numbers.Count(view.Shots));
        yield return ("seeds", Numbers.Count(scores.Select(r => r.Seed).Distinct().Count()));
        long items = scores.GroupBy(r => r.Task).Sum(g => (long)g.Max(r => r.N));
        yield return ("items", items == 0 ? Numbers.Missing : Numbers.Count(items));
        yield return ("item records", view.Results.Items.Count == 0 ? Numbers.Missing : Numbers.Count(view.Results.Items.Count));
    }

    private static IEnumerable<string> Missing(StudyView view)
    {
        ScoreTable scores = view.Results.Scores;
        if (scores.Count == 0)
        {
            yield return "The study holds no scores: nothing can be shown or estimated.";
            yield break;
        }

        if (view.OtherShots)
        {
            yield return $"Shown are the scores with {Numbers.Count(view.Shots)} worked examples in the prompt; those with another number are left out.";
        }

        if (view.Steps.Count == 1)
        {
            yield return "The study holds one checkpoint only: nothing can be said about the course of pre-training.";
        }

        if (!scores.Any(r => r.Stage == Stage.Base))
        {
            yield return "Missing: scores of the base models. Gains and forgetting cannot be shown.";
        }

        if (view.TunedOn.Count == 0)
        {
            yield return "Missing: scores of fine-tuned models. Gains and forgetting cannot be shown.";
        }

        if (view.Formats.Count == 1)
        {
            yield return "The study holds one prompt format only: the sensitivity to prompts cannot be shown.";
        }

        if (view.Results.Items.Count == 0)
        {
            yield return "Missing: records of single items. Intervals rest on the standard errors of the scores, or are not estimable.";
        }

        int unknown = scores.Count(r => double.IsNaN(r.Score));
        if (unknown > 0)
        {
            yield return $"{Numbers.Count(unknown)} of {Numbers.Count(scores.Count)} scores are missing; they are left out, never counted as 0.";
        }
    }
}
