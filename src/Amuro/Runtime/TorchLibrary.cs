using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Runtime;

/// <summary>Functions of the libtorch that TorchSharp has loaded which TorchSharp itself does not bind.</summary>
internal static class TorchLibrary
{
    private static readonly nint Handle = Open();

    /// <summary>Address of an exported function, or 0 where this libtorch has none of that name.</summary>
    public static nint Export(string name) =>
        Handle != 0 && NativeLibrary.TryGetExport(Handle, name, out nint address) ? address : 0;

    private static nint Open()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        foreach (string name in (string[])["libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll"])
        {
            // By its bare name: the copy that is in the process already.
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
