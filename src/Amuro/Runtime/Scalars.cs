using TorchSharp;

namespace Amuro.Runtime;

/// <summary>
/// Numbers as operands of native calls. TorchSharp frees a number that was converted on the fly as soon as the garbage
/// collector sees it unused, which may be while the native call still reads it: results are then wrong or the call fails
/// ("Unknown scalar type"). So no operand is left to implicit conversion: constants live here or in a field, others in a
/// <c>using</c> that outlasts the call. That holds for <c>a + b</c> and <c>a.add_(b)</c> of two tensors, too: TorchSharp multiplies b by a
/// number 1 that it converts itself, so it is <c>a.add(b, Scalars.One)</c>.
/// </summary>
internal static class Scalars
{
    public static readonly Scalar Zero = 0;

    public static readonly Scalar One = 1;

    /// <summary>0, 1, … count - 1.</summary>
    public static torch.Tensor Range(long count, torch.ScalarType type, torch.Device device)
    {
        using Scalar end = count;
        return torch.arange(Zero, end, One, dtype: type, device: device);
    }
}
