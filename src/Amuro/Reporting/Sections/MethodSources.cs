using Amuro.Analysis;

namespace Amuro.Reporting.Sections;

/// <summary>The statistics behind a report, each with the work it comes from; only those that this report uses.</summary>
internal static class MethodSources
{
    public static IEnumerable<(string Use, string Source)> Of(FindingsReport findings)
    {
        yield return ("The four questions",
            "K. Sun, M. Dredze: Amuro and Char: Analyzing the Relationship between Pre-Training and Fine-Tuning of Large Language Models. 2024, arXiv 2408.06663.");
        yield return ("Intervals of single scores: Wilson\u2019s, with the number of items that gives the standard error",
            "E. B. Wilson: Probable Inference, the Law of Succession, and Statistical Inference. J. Am. Stat. Assoc. 22:209, 1927.");
        yield return ("Standard errors where items share a document: clustered",
            "E. Miller: Adding Error Bars to Evals: A Statistical Approach to Language Model Evaluations. 2024, arXiv 2411.00640, section 2.2.");
        yield return ("Intervals of effects: bootstrap over fine-tuning seeds, then over whole clusters of items, with expanded percentiles",
            "A. C. Davison, D. V. Hinkley: Bootstrap Methods and their Application. 1997, section 3.8. T. Hesterberg: What Teachers Should Know about the Bootstrap. Am. Stat. 69:371, 2015.");
        if (findings.Latent.Tasks.Count > 0)
        {
            yield return ("Trends over checkpoints: Mann-Kendall\u2019s test, exact for few of them, and the Theil-Sen slope",
                "H. B. Mann: Nonparametric Tests Against Trend. Econometrica 13:245, 1945. M. G. Kendall: Rank Correlation Methods. 1975. P. K. Sen: Estimates of the Regression Coefficient Based on Kendall\u2019s Tau. J. Am. Stat. Assoc. 63:1379, 1968.");
        }

        if (findings.Latent.Tasks.Any(t => t.Onset.Step is not null))
        {
            yield return ("Where an improvement sets in: two lines that meet", "D. J. Hudson: Fitting Segmented Curves Whose Join Points Have to Be Estimated. J. Am. Stat. Assoc. 61:1097, 1966.");
        }

        if (findings.Latent.Tasks.Any(t => !double.IsNaN(t.LateDecline.PValue)))
        {
            yield return ("Late decline: a peak of a parabola, and a fall after it",
                "J. T. Lind, H. Mehlum: With or Without U? The Appropriate Test for a U-Shaped Relationship. Oxf. Bull. Econ. Stat. 72:109, 2010. U. Simonsohn: Two Lines. AMPPS 1:538, 2018.");
        }

        foreach ((string, string) source in Gains(findings.Gain))
        {
            yield return source;
        }

        if (findings.Forgetting.Changes.Count > 0)
        {
            yield return ("Change on a single task: paired by item, standard error clustered by document, Student\u2019s t over clusters and runs",
                "K.-Y. Liang, S. L. Zeger: Longitudinal Data Analysis Using Generalized Linear Models. Biometrika 73:13, 1986. F. E. Satterthwaite: An Approximate Distribution of Estimates of Variance Components. Biometrics Bulletin 2:110, 1946.");
            yield return ("Its p: sign flips of whole clusters, in their normal form", "R. A. Fisher: The Design of Experiments. 1935, section 21.");
            yield return ("Rate of false discoveries", "Y. Benjamini, Y. Hochberg: Controlling the False Discovery Rate. J. R. Stat. Soc. B 57:289, 1995.");
            yield return ("Backward and forward transfer", "D. Lopez-Paz, M. Ranzato: Gradient Episodic Memory for Continual Learning. 2017, arXiv 1706.08840.");
            yield return ("Forgetting: best earlier score minus the score now",
                "A. Chaudhry, P. K. Dokania, T. Ajanthan, P. H. S. Torr: Riemannian Walk for Incremental Learning. 2018, arXiv 1801.10112.");
        }

        yield return ("Several tests at once", "S. Holm: A Simple Sequentially Rejective Multiple Test Procedure. Scand. J. Stat. 6:65, 1979.");
        foreach ((string, string) source in Formats(findings.PromptSensitivity))
        {
            yield return source;
        }

        yield return ("Colours that colour-blind readers can tell apart", "M. Okabe, K. Ito: Color Universal Design. 2008.");
    }

    private static IEnumerable<(string, string)> Gains(FineTuningGain gain)
    {
        if (!double.IsNaN(gain.Relation.Slope.Value))
        {
            yield return gain.Relation.Correction switch
            {
                GainCorrection.SplitHalves => ("Gain over capability without regression to the mean: split halves as instruments", "W. A. Fuller: Measurement Error Models. 1987, section 1.4."),
                GainCorrection.StandardErrors => ("Gain over capability without regression to the mean: by the errors of the base scores", "N. Blomqvist: On the Relation Between Change and Initial Value. J. Am. Stat. Assoc. 72:746, 1977."),
                _ => ("Gain over the mean of base and fine-tuned capability", "P. D. Oldham: A Note on the Analysis of Repeated Measurements of the Same Subjects. J. Chronic Dis. 15:969, 1962."),
            };
        }

        if (gain.All.Gains.N > 0)
        {
            yield return ("One data set that drives a mean of ratios", "F. E. Grubbs: Procedures for Detecting Outlying Observations in Samples. Technometrics 11:1, 1969.");
        }
    }

    private static IEnumerable<(string, string)> Formats(PromptSensitivityReport report)
    {
        if (report.Rows.Count > 0)
        {
            yield return ("Spread over prompt formats: highest minus lowest score",
                "M. Sclar, Y. Choi, Y. Tsvetkov, A. Suhr: Quantifying Language Models\u2019 Sensitivity to Spurious Features in Prompt Design. 2023, arXiv 2310.11324.");
        }

        if (report.Rankings.Count > 0)
        {
            yield return ("Whether formats keep their order over the checkpoints: Kendall\u2019s W",
                "M. G. Kendall, B. Babington Smith: The Problem of m Rankings. Ann. Math. Stat. 10:275, 1939.");
        }

        if (report.Measures.Count > 0)
        {
            yield return ("Intervals of the measures of prompt sensitivity: infinitesimal jackknife over clusters of items",
                "B. Efron: The Jackknife, the Bootstrap and Other Resampling Plans. 1982, chapter 6.");
        }

        HashSet<PromptMeasure> used = [.. report.Curves.Select(c => c.Measure), .. report.Measures.SelectMany(m => m.Values.Keys)];
        if (used.Contains(PromptMeasure.Pss))
        {
            yield return ("PSS: mean difference of an item\u2019s scores in two formats", "J. Zhuo et al.: ProSA: Assessing and Understanding the Prompt Sensitivity of LLMs. 2024, arXiv 2410.12405.");
        }

        if (used.Contains(PromptMeasure.Posix))
        {
            yield return ("POSIX: change of an answer\u2019s log-likelihood per token with the prompt, in nats", "A. Chatterjee et al.: POSIX: A Prompt Sensitivity Index For Large Language Models. 2024, arXiv 2410.02185.");
        }

        if (used.Contains(PromptMeasure.FleissKappa))
        {
            yield return ("Agreement of the formats beyond chance: Fleiss\u2019 kappa", "J. L. Fleiss: Measuring Nominal Scale Agreement Among Many Raters. Psychol. Bull. 76:378, 1971.");
        }
    }
}
