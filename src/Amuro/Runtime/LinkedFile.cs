namespace Amuro.Runtime;

/// <summary>Files that may be symbolic links, as all files of a hub's cache are: of such, FileInfo tells the length of the link.</summary>
internal static class LinkedFile
{
    /// <summary>The file itself, at the end of all links; null if there is none or a link leads nowhere.</summary>
    public static FileInfo? Find(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.LinkTarget is not null)
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        }

        return file?.Exists == true ? file : null;
    }
}
