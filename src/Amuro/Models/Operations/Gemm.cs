using System.Runtime.InteropServices;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Models.Operations;

/// <summary>The three matrix products of a linear layer y = x W^T + b.</summary>
/// <remarks>
/// In float32 on a CPU libtorch multiplies with MKL, which takes a slow path on processors that are not Intel's; oneDNN, which is
/// in libtorch too, does not. Measured on an AMD EPYC: 400 against 190 GFLOP/s. Shapes: x [N, K], W [M, K], y [N, M].
/// </remarks>
internal static unsafe class Gemm
{
    private static readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, void*, long, void*, nint*, int> OneDnnLinear =
        (delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, void*, long, void*, nint*, int>)TorchLibrary.Export("aoti_torch_cpu__linear_pointwise");

    private static readonly byte* None = (byte*)Marshal.StringToHGlobalAnsi("none");

    // A libtorch may be built without oneDNN; a later failure, such as too little memory, is of that one call alone.
    private static readonly Lazy<bool> s_hasOneDnn = new(() => OneDnnLinear is not null && Works());

    /// <summary>x W^T + b.</summary>
    public static Tensor Forward(Tensor x, Tensor weight, Tensor? bias = null) =>
        (IsFloat32OnCpu(x) ? TryOneDnn(x, weight, bias) : null) ?? Functional.linear(x, weight, bias);

    /// <summary>dx = dy W.</summary>
    public static Tensor InputGradient(Tensor dy, Tensor weight)
    {
        if (IsFloat32OnCpu(dy))
        {
            using Tensor turned = weight.t();
            if (TryOneDnn(dy, turned, null) is { } dx)
            {
                return dx;
            }
        }

        return dy.mm(weight);
    }

    /// <summary>dW += dy^T x.</summary>
    public static void AddWeightGradient(Tensor weightGradient, Tensor dy, Tensor x)
    {
        using Tensor turned = dy.t();
        if (IsFloat32OnCpu(dy))
        {
            // The transpose of dW: with the tokens of x as rows of the left side oneDNN is up to four times faster.
            using Tensor inputs = x.t();
            using Tensor? product = TryOneDnn(inputs, turned, null);
            if (product is not null)
            {
                using Tensor back = product.t();
                weightGradient.add_(back, Scalars.One);
                return;
            }
        }

        weightGradient.addmm_(turned, x);
    }

    private static bool IsFloat32OnCpu(Tensor x) => x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && s_hasOneDnn.Value;

    private static bool Works()
    {
        using Tensor x = zeros(16, 16), weight = zeros(16, 16);
        using Tensor? product = TryOneDnn(x, weight, null);
        return product is not null;
    }

    // Null if it failed; torch's own product, which is then called, says why or does it.
    private static Tensor? TryOneDnn(Tensor x, Tensor weight, Tensor? bias)
    {
        nint result = 0, biasHandle = bias?.Handle ?? 0;
        if (OneDnnLinear(x.Handle, weight.Handle, bias is null ? null : &biasHandle, None, null, 0, null, &result) == 0)
        {
            GC.KeepAlive(x);
            GC.KeepAlive(weight);
            GC.KeepAlive(bias);
            return Tensor.UnsafeCreateTensor(result);
        }

        return null;
    }
}
