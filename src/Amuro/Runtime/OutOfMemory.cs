using System.Runtime.InteropServices;

namespace Amuro.Runtime;

/// <summary>How a failed allocation of libtorch looks from here.</summary>
internal static class OutOfMemory
{
    private static readonly string[] s_texts = ["can't allocate memory", "not enough memory", "out of memory"];

    /// <summary>Whether an error says that there was too little memory, on the CPU or on a GPU.</summary>
    public static bool Is(Exception error) => error is OutOfMemoryException
        || (error is ExternalException && s_texts.Any(t => error.Message.Contains(t, StringComparison.OrdinalIgnoreCase)));
}
