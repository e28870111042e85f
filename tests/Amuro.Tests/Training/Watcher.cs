namespace Amuro.Tests.Training;

/// <summary>Progress that is reported at once, in the thread that reports it.</summary>
internal sealed class Watcher<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
