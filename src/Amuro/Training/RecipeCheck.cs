using System.Globalization;

namespace Amuro.Training;

/// <summary>Finds what is wrong with a recipe, without a model or data.</summary>
internal static class RecipeCheck
{
    /// <summary>One text for each setting that is out of range or contradicts another: what was expected, what was found.</summary>
    public static IReadOnlyList<string> Problems(TrainingRecipe recipe)
    {
        List<string> problems = [];
        TrainingRecipe r = recipe;
        AtLeast(1, r.Steps is null ? r.Epochs : null, nameof(r.Epochs));
        AtLeast(1, r.Steps, nameof(r.Steps));
        AtLeast(1, r.BatchSize, nameof(r.BatchSize));
        AtLeast(1, r.MicroBatchSize, nameof(r.MicroBatchSize));
        AtLeast(1, r.BatchTokens, nameof(r.BatchTokens));
        Amount(r.LearningRate, nameof(r.LearningRate));
        Check(r.Schedule is not null, nameof(r.Schedule), "a schedule", "null");
        Check(r.WarmupRatio is >= 0 and <= 1, nameof(r.WarmupRatio), "a share from 0 to 1", r.WarmupRatio);
        AtLeast(0, r.WarmupSteps, nameof(r.WarmupSteps));
        Check(r.Beta1 is >= 0 and < 1, nameof(r.Beta1), "from 0 up to but not including 1", r.Beta1);
        Check(r.Beta2 is >= 0 and < 1, nameof(r.Beta2), "from 0 up to but not including 1", r.Beta2);
        Amount(r.Epsilon, nameof(r.Epsilon));
        Amount(r.WeightDecay, nameof(r.WeightDecay));
        Known(r.WeightDecayScope, nameof(r.WeightDecayScope));
        Check(r.MaxGradientNorm > 0, nameof(r.MaxGradientNorm), "above 0", r.MaxGradientNorm);
        Known(r.Normalisation, nameof(r.Normalisation));
        AtLeast(2, r.MaxLength, nameof(r.MaxLength));
        Known(r.Precision, nameof(r.Precision));
        Known(r.Truncation, nameof(r.Truncation));
        Lora(r);
        Check(r.Frozen.All(p => !string.IsNullOrEmpty(p)), nameof(r.Frozen), "names of parameters, * for any text", "an empty one");
        AtLeast(1, r.EvaluateEvery, nameof(r.EvaluateEvery));
        AtLeast(1, r.Patience, nameof(r.Patience));
        Check(r.Patience is null || r.EvaluateEvery is not null, nameof(r.Patience), "null where EvaluateEvery is null (nothing is measured to be patient about)", r.Patience ?? 0);
        Check(!r.KeepBest || r.EvaluateEvery is not null, nameof(r.KeepBest), "false where EvaluateEvery is null (only the last weights are measured)", r.KeepBest);
        AtLeast(1, r.SaveEvery, nameof(r.SaveEvery));
        return problems;

        void Lora(TrainingRecipe r)
        {
            if (r.Lora is not { } lora)
            {
                return;
            }

            AtLeast(1, lora.Rank, "Lora.Rank");
            Check(double.IsFinite(lora.Alpha) && lora.Alpha > 0, "Lora.Alpha", "a finite number above 0", lora.Alpha);
            Check(lora.Targets.All(t => !string.IsNullOrEmpty(t)), "Lora.Targets", "last parts of names of layers", "an empty one");
            Check(lora.Start is not { } start || lora.IsOfThisKind(start), "Lora.Start", "an adapter of the same Rank, Alpha, RankStabilized and Magnitudes", lora.Start?.Kind ?? "");
            Check(r.Frozen.Length == 0, nameof(r.Frozen), "empty where Lora is set (the weights of the model stay anyway; Lora.Targets chooses the layers)", string.Join(", ", r.Frozen));
        }

        void AtLeast(int least, int? found, string option) =>
            Check(found is null || found >= least, option, string.Create(CultureInfo.InvariantCulture, $"at least {least}"), found ?? 0);

        void Amount(double found, string option) => Check(double.IsFinite(found) && found >= 0, option, "a finite number, 0 or more", found);

        void Known<T>(T found, string option)
            where T : struct, Enum => Check(Enum.IsDefined(found), option, "one of " + string.Join(", ", Enum.GetNames<T>()), found);

        void Check(bool good, string option, string expected, object found)
        {
            if (!good)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{option} must be {expected}, found {found}"));
            }
        }
    }
}
