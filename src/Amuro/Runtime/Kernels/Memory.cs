using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>Where the numbers of tensors lie. The tensor must be kept alive while its address is used.</summary>
internal static unsafe class Memory
{
    /// <summary>Whether a kernel can work on tensors like this one.</summary>
    public static bool IsReachable(torch.Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype is torch.ScalarType.Float32 or torch.ScalarType.BFloat16;

    /// <summary>Address of the first element of a contiguous tensor of at most 2 GiB on the CPU.</summary>
    public static T* AddressOf<T>(torch.Tensor tensor)
        where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
