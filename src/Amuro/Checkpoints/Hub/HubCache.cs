using System.Text;
using Amuro.Runtime;
using Microsoft.Extensions.Logging;

namespace Amuro.Checkpoints.Hub;

/// <summary>The cache on disk, laid out as the Python client does it: refs name commits, snapshots link to blobs.</summary>
internal sealed class HubCache(HubOptions options, ILogger logger)
{
    public string Root => options.CacheFolder;

    public string Snapshot(HubRepository repository, string commit) => Path.Combine(Folder(repository), "snapshots", commit);

    public string Blob(HubRepository repository, string etag) => Path.Combine(Folder(repository), "blobs", etag);

    public string Lock(HubRepository repository, string etag) => Path.Combine(Root, ".locks", repository.FolderName, etag + ".lock");

    /// <summary>The place of a file in a snapshot.</summary>
    public string FileIn(HubRepository repository, string commit, string file) =>
        Path.Combine(Snapshot(repository, commit), file.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The commit that a revision stood at when it was last asked for, or null.</summary>
    public string? Commit(HubRepository repository, string revision)
    {
        if (HubNames.IsCommit(revision))
        {
            return Directory.Exists(Snapshot(repository, revision)) ? revision : null;
        }

        string path = Ref(repository, revision);
        string? commit = File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        return HubNames.IsCommit(commit) ? commit : null;
    }

    public void SetCommit(HubRepository repository, string revision, string commit)
    {
        if (!HubNames.IsCommit(revision) && Commit(repository, revision) != commit)
        {
            AtomicFile.Write(Ref(repository, revision), stream => stream.Write(Encoding.ASCII.GetBytes(commit)));
        }
    }

    /// <summary>A file of a revision as far as the cache knows it, or null.</summary>
    public string? Find(HubRepository repository, string revision, string file) =>
        Commit(repository, revision) is { } commit && FileIn(repository, commit, file) is { } path && LinkedFile.Find(path) is not null ? path : null;

    /// <summary>The files of a snapshot that are here.</summary>
    public IReadOnlyList<string> Files(HubRepository repository, string commit)
    {
        string folder = Snapshot(repository, commit);
        return Directory.Exists(folder) ? NamesIn(folder).Where(f => LinkedFile.Find(FileIn(repository, commit, f)) is not null).ToArray() : [];
    }

    /// <summary>The revisions that were asked for by name.</summary>
    public IReadOnlyList<HubRevision> Revisions(HubRepository repository)
    {
        string folder = Path.Combine(Folder(repository), "refs");
        return Directory.Exists(folder)
            ? [.. NamesIn(folder).Select(n => (Name: n, Commit: Commit(repository, n)))
                .Where(r => r.Commit is not null).Select(r => new HubRevision(r.Name, r.Commit!, false))]
            : [];
    }

    /// <summary>Makes the folders of a repository, and the tag by which backup programs know a cache.</summary>
    public void Prepare(HubRepository repository)
    {
        Directory.CreateDirectory(Path.Combine(Folder(repository), "blobs"));
        string tag = Path.Combine(Root, "CACHEDIR.TAG");
        if (!File.Exists(tag))
        {
            AtomicFile.Write(tag, stream => stream.Write(
                "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag: see https://bford.info/cachedir/\n"u8));
        }
    }

    /// <summary>Puts a blob into a snapshot: a relative link, or a copy where there cannot be one.</summary>
    public void Place(HubPlace place, string commit, string etag)
    {
        string target = FileIn(place.Repository, commit, place.File!);
        if (LinkedFile.Find(target) is not null)
        {
            return;
        }

        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string blob = Blob(place.Repository, etag);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (!TryLink(place, temporary, Path.GetRelativePath(folder, blob)))
            {
                File.Copy(blob, temporary);
            }

            // A rename, so that neither a half copy nor a dangling link of another client is in the way.
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static IEnumerable<string> NamesIn(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(f => !f.EndsWith(".tmp", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private string Folder(HubRepository repository) => Path.Combine(Root, repository.FolderName);

    private string Ref(HubRepository repository, string revision) =>
        Path.Combine(Folder(repository), "refs", revision.Replace('/', Path.DirectorySeparatorChar));

    private bool TryLink(HubPlace place, string path, string target)
    {
        if (!options.SymbolicLinks)
        {
            return false;
        }

        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Windows without the privilege, or a file system without links.
            HubLog.Copied(logger, place, Root);
            return false;
        }
    }
}
