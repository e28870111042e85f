using BenchmarkDotNet.Running;

namespace Amuro.Benchmarks;

internal static class Program
{
    // dotnet run -c Release --project benchmarks/Amuro.Benchmarks -- --filter '*'
    private static void Main(string[] arguments) =>
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new Settings());
}
