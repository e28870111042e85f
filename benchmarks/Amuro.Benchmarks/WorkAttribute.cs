using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Amuro.Benchmarks;

/// <summary>Adds a column: how much work a benchmark does in a second, from the amount that one call of it does.</summary>
/// <remarks>The benchmark's class has a method <c>double Work(string benchmark)</c>: the work of one call, usable with its parameters set.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class WorkAttribute(string heading, string unitOfWork, string legend) : Attribute, IConfigSource
{
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddColumn(new Column(heading, unitOfWork, legend));

    private sealed class Column(string heading, string work, string legend) : IColumn
    {
        public string Id => $"work.{heading}";

        public string ColumnName => heading;

        public string Legend => legend;

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            Type type = benchmarkCase.Descriptor.Type;
            object instance = Activator.CreateInstance(type)!;
            foreach (ParameterInstance parameter in benchmarkCase.Parameters.Items)
            {
                type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
            }

            object? amount = type.GetMethod(work)!.Invoke(instance, [benchmarkCase.Descriptor.WorkloadMethod.Name]);
            double? seconds = summary[benchmarkCase]?.ResultStatistics?.Mean / 1e9;
            return amount is double value && seconds is { } s && !double.IsNaN(value)
                ? (value / s).ToString(value / s < 100 ? "F2" : "F0", CultureInfo.InvariantCulture)
                : "-";
        }
    }
}
