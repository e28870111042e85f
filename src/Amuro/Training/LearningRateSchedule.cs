using System.Collections.Immutable;
using System.Globalization;

namespace Amuro.Training;

/// <summary>
/// How the learning rate runs over the optimiser steps: a linear warm-up, then the shape of the schedule.
/// The formulas are those of Hugging Face's <c>get_scheduler</c>: with T steps of which W warm up, step s from 0 has the factor s / W
/// while s &lt; W, so that the first step of a warm-up has the rate 0, and none of the shapes reaches 0 within the run.
/// </summary>
public abstract partial record LearningRateSchedule
{
    /// <summary>Stays at the full rate: 1 (Hugging Face's <c>constant_with_warmup</c>).</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>Falls in a straight line and would reach 0 one step after the last: (T - s) / (T - W).</summary>
    public static LearningRateSchedule Linear { get; } = new LinearSchedule();

    /// <summary>Falls along half a cosine and would reach 0 one step after the last: (1 + cos(pi (s - W) / (T - W))) / 2.</summary>
    public static LearningRateSchedule Cosine { get; } = new CosineSchedule();

    /// <summary>
    /// Stays at the full rate, then falls in a straight line over the last D = T * <paramref name="decayRatio"/> steps and would reach 0
    /// one step after the last: min(1, (T - s) / D). It is Hugging Face's <c>warmup_stable_decay</c> with <c>decay_type</c> linear and no
    /// minimum, where D is a whole number; there the number of steps is given, here the share. A warm-up that reaches into the decay
    /// cuts off its beginning.
    /// </summary>
    /// <param name="decayRatio">Share of all steps over which it falls, above 0 and up to 1.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="AmuroException">The share is out of range.</exception>
    public static LearningRateSchedule WarmupStableDecay(double decayRatio) => decayRatio is > 0 and <= 1
        ? new StableDecaySchedule(decayRatio)
        : throw new AmuroException(FormattableString.Invariant($"WarmupStableDecay: decayRatio must be above 0 and at most 1, found {decayRatio}"));

    /// <summary>Any other course: a factor of the full rate for each step, counted from the first of the run; the last one holds beyond them.</summary>
    /// <param name="factors">Finite, 0 or more; at least one. During a warm-up they are not used.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="AmuroException">There is no factor, or one is out of range.</exception>
    public static LearningRateSchedule FromFactors(params IEnumerable<double> factors)
    {
        ImmutableArray<double> all = [.. factors];
        return all.Length > 0 && all.All(f => double.IsFinite(f) && f >= 0)
            ? new TableSchedule(all)
            : throw new AmuroException(FormattableString.Invariant(
                $"FromFactors: factors must be finite numbers, 0 or more, and at least one, found [{string.Join(", ", all.Select(f => f.ToString(CultureInfo.InvariantCulture)))}]"));
    }

    /// <summary>Share of the full learning rate used in one optimiser step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="totalSteps">Number of steps of the run.</param>
    /// <param name="warmupSteps">Number of warm-up steps; step 0 of a warm-up has the rate 0.</param>
    /// <returns>A factor, from 0 to 1 for all but <see cref="FromFactors"/>.</returns>
    public double Factor(int step, int totalSteps, int warmupSteps) =>
        step < warmupSteps
            ? (double)step / Math.Max(1, warmupSteps)
            : AfterWarmup(step, totalSteps, warmupSteps);

    private protected abstract double AfterWarmup(int step, int totalSteps, int warmupSteps);

    private sealed record ConstantSchedule : LearningRateSchedule
    {
        public override string ToString() => "constant";

        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) => 1;
    }

    private sealed record LinearSchedule : LearningRateSchedule
    {
        public override string ToString() => "linear";

        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) =>
            Math.Max(0, (double)(totalSteps - step) / Math.Max(1, totalSteps - warmupSteps));
    }

    private sealed record CosineSchedule : LearningRateSchedule
    {
        public override string ToString() => "cosine";

        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) =>
            0.5 * (1 + Math.Cos(Math.PI * (step - warmupSteps) / Math.Max(1, totalSteps - warmupSteps)));
    }

    private sealed record StableDecaySchedule(double DecayRatio) : LearningRateSchedule
    {
        public override string ToString() => FormattableString.Invariant($"warmup-stable-decay over the last {DecayRatio:R} of the steps");

        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) =>
            Math.Min(1, (totalSteps - step) / Math.Max(1, totalSteps * DecayRatio));
    }

    private sealed record TableSchedule(ImmutableArray<double> Factors) : LearningRateSchedule
    {
        public bool Equals(TableSchedule? other) => other is not null && Factors.SequenceEqual(other.Factors);

        public override int GetHashCode() => HashCode.Combine(Factors.Length, Factors[0], Factors[^1]);

        public override string ToString() =>
            $"factors [{string.Join(", ", Factors.Select(f => f.ToString("R", CultureInfo.InvariantCulture)))}]";

        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) =>
            Factors[Math.Min(step, Factors.Length - 1)];
    }
}
