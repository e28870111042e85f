using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Amuro.Benchmarks;

/// <summary>A short job in this process: a project of its own for each benchmark would copy half a gigabyte of libtorch.</summary>
internal sealed class Settings : ManualConfig
{
    public Settings()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(8).WithId("short"));
        WithOptions(ConfigOptions.DisableLogFile);
    }
}
