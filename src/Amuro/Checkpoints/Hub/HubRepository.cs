using System.Text.RegularExpressions;
using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>A repository of the hub. A text stands for a model's.</summary>
public sealed partial record HubRepository
{
    private HubRepository(string name, HubRepositoryType type) => (Name, Type) = (name, type);

    /// <summary><c>organisation/name</c>, or only a name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public HubRepositoryType Type { get; }

    /// <summary>Name of its folder in the cache, as the Python client names it: <c>models--organisation--name</c>.</summary>
    internal string FolderName => $"{Kind}--{Name.Replace("/", "--", StringComparison.Ordinal)}";

    internal string ApiPath => $"api/{Kind}/{Name}";

    internal string FilePath => Type == HubRepositoryType.Model ? Name : $"{Kind}/{Name}";

    private string Kind => Type == HubRepositoryType.Model ? "models" : "datasets";

    /// <summary>The repository of a model.</summary>
    /// <param name="name"><c>organisation/name</c>, or only a name.</param>
    /// <exception cref="AmuroException">No repository can have this name.</exception>
    public static HubRepository Model(string name) => new(Checked(name), HubRepositoryType.Model);

    /// <summary>The repository of a dataset.</summary>
    /// <inheritdoc cref="Model"/>
    public static HubRepository Dataset(string name) => new(Checked(name), HubRepositoryType.Dataset);

    /// <summary>The repository of a model.</summary>
    /// <inheritdoc cref="Model"/>
    public static implicit operator HubRepository(string name) => Model(name);

    /// <summary>Its name, behind <c>datasets/</c> if it is one.</summary>
    public override string ToString() => FilePath;

    // The rules of the Python client; "--" would make two repositories share a folder.
    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool good = NamePattern().IsMatch(name)
            && !name.Contains("--", StringComparison.Ordinal)
            && !name.Contains("..", StringComparison.Ordinal)
            && !name.EndsWith(".git", StringComparison.OrdinalIgnoreCase);
        return good
            ? name
            : throw new AmuroException(
                $"hub repository: expected organisation/name of letters, digits, '-', '_' and '.', found \"{StrictText.Shorten(name)}\".");
    }

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?\z")]
    private static partial Regex NamePattern();
}
