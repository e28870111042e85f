using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Runtime;

/// <summary>Arrays of .NET on their way to a device.</summary>
internal static class HostArray
{
    /// <summary>
    /// An int64 tensor of these numbers on a device. To a GPU it goes from pinned memory, without waiting: the copy is done before
    /// anything that is queued after it.
    /// </summary>
    public static Tensor ToDevice(long[] values, Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return tensor(values, dtype: ScalarType.Int64, device: device);
        }

        using Tensor host = tensor(values, dtype: ScalarType.Int64, device: CPU);
        using Tensor pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    /// <inheritdoc cref="ToDevice(long[], Device)"/>
    public static Tensor ToDevice(ReadOnlySpan<int> values, Device device)
    {
        var wide = new long[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return ToDevice(wide, device);
    }
}
