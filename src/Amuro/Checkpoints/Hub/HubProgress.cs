namespace Amuro.Checkpoints.Hub;

/// <summary>How far a download is. Several files may be under way at once, and reports come from several threads.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Revision">The revision that was asked for.</param>
/// <param name="File">The file this report is about.</param>
/// <param name="Received">Bytes of the file that are here, those of an earlier try included.</param>
/// <param name="Size">Bytes of the whole file, or null if the hub does not say.</param>
/// <param name="FilesDone">Files of this download that are complete, this one included once it is.</param>
/// <param name="Files">Files of this download that are known so far.</param>
public sealed record HubProgress(HubRepository Repository, string Revision, string File, long Received, long? Size, int FilesDone, int Files);
