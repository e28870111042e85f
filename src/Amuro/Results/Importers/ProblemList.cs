using System.Globalization;

namespace Amuro.Results.Importers;

/// <summary>Gathers what is wrong with files.</summary>
internal sealed class ProblemList
{
    private const int Shown = 50;
    private readonly List<ImportProblem> _problems = [];

    public void Add(string file, int line, string message) => _problems.Add(new ImportProblem(file, line, message));

    /// <summary>Adds an error that perhaps begins with its file and line.</summary>
    public void Add(string file, AmuroException error)
    {
        string message = error.Message;
        int line = 0;
        if (message.StartsWith($"{file}, line ", StringComparison.Ordinal))
        {
            int start = file.Length + ", line ".Length;
            int end = message.IndexOf(": ", start, StringComparison.Ordinal);
            if (end > start && int.TryParse(message.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out line))
            {
                message = message[(end + 2)..];
            }
        }

        Add(file, line, message.StartsWith($"{file}: ", StringComparison.Ordinal) ? message[(file.Length + 2)..] : message);
    }

    /// <summary>The problems, if they are to be collected.</summary>
    /// <exception cref="AmuroException">There are problems, and they are not to be collected.</exception>
    public IReadOnlyList<ImportProblem> Finish(ImportOptions options)
    {
        if (_problems.Count == 0 || options.CollectProblems)
        {
            return _problems.AsReadOnly();
        }

        string count = _problems.Count.ToString(CultureInfo.InvariantCulture);
        string more = _problems.Count > Shown ? $"\n... and {(_problems.Count - Shown).ToString(CultureInfo.InvariantCulture)} more" : "";
        throw new AmuroException(
            _problems.Count == 1
                ? _problems[0].ToString()
                : $"Import: expected files without bad rows, found {count} problems:\n{string.Join('\n', _problems.Take(Shown))}{more}");
    }
}
