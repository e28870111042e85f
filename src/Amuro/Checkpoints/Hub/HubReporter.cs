using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>Counts the files of one download and reports each at its start, every megabyte and at its end.</summary>
internal sealed class HubReporter(HubPlace place, IProgress<HubProgress>? progress, int files = 0)
{
    private const long Step = 1 << 20;
    private int _files = files;
    private int _done;

    public void Expect(int more) => Interlocked.Add(ref _files, more);

    /// <summary>What to call with the bytes received of a file.</summary>
    public Action<long> Of(string file, long? size)
    {
        long last = long.MinValue;
        return received =>
        {
            if (progress is not null && (last == long.MinValue || received - last >= Step || received < last))
            {
                last = received;
                Report(file, received, size);
            }
        };
    }

    public void Done(string file, string path)
    {
        Interlocked.Increment(ref _done);
        if (progress is not null)
        {
            long size = LinkedFile.Find(path)?.Length ?? 0;
            Report(file, size, size);
        }
    }

    private void Report(string file, long received, long? size) => progress!.Report(
        new HubProgress(place.Repository, place.Revision!, file, received, size, Volatile.Read(ref _done), Volatile.Read(ref _files)));
}
