using System.Globalization;
using System.Text;

namespace Amuro.Studies.Claims;

/// <summary>This process's right to compute a cell, until it is ended or a higher attempt takes its place.</summary>
internal sealed class Claim : IDisposable
{
    public const string LogName = "log.txt";

    private readonly ClaimBoard _board;
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _gate = new();
    private bool _ended;

    internal Claim(ClaimBoard board, string id, int attempt, string folder) =>
        (_board, Id, Attempt, Folder) = (board, id, attempt, folder);

    public string Id { get; }

    public int Attempt { get; }

    public string Folder { get; }

    public string LogPath => Path.Combine(Folder, LogName);

    /// <summary>Cancelled when a higher attempt has been seen, at the latest one heartbeat after it was made.</summary>
    public CancellationToken Lost => _lost.Token;

    internal long Beats { get; set; }

    /// <summary>To be called before anything is published: the attempt number is the fence.</summary>
    /// <exception cref="OperationCanceledException">A higher attempt has taken the place of this one.</exception>
    public void ThrowIfSuperseded()
    {
        if (_board.LatestOf(Id) > Attempt)
        {
            _lost.Cancel();
        }

        _lost.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Adds a line to the log of this attempt. A log that cannot be written stops nothing.</summary>
    public void Log(string text)
    {
        lock (_gate)
        {
            try
            {
                File.AppendAllText(
                    LogPath, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ} {text}\n"), Encoding.UTF8);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>Says how the attempt ended and gives the cell free.</summary>
    public void End(ClaimEnd end)
    {
        if (!_ended)
        {
            _ended = true;
            _board.End(this, end);
        }
    }

    public void Dispose()
    {
        End(new ClaimEnd(ClaimOutcome.Released));
        _lost.Dispose();
    }

    internal void Lose() => _lost.Cancel();
}
