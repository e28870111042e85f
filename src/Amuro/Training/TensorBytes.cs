using Amuro.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>The bytes of a contiguous tensor, part by part: more than 2 GB, or on another device, without a second whole copy.</summary>
internal static class TensorBytes
{
    private const int PartBytes = 1 << 24;

    public static void ForEach(Tensor tensor, Action<ReadOnlySpan<byte>> use)
    {
        using IDisposable none = no_grad();
        long total = tensor.numel(), step = PartBytes / tensor.element_size();
        for (long start = 0; start < total; start += step)
        {
            using DisposeScope scope = NewDisposeScope();
            use(tensor.view(-1).narrow(0, start, Math.Min(step, total - start)).cpu().bytes);
        }
    }

    /// <summary>Fills a tensor with a weight of a file that has as many elements of the same type.</summary>
    public static void Fill(Tensor tensor, SafetensorsFile file, string name)
    {
        using IDisposable none = no_grad();
        long total = tensor.numel(), step = PartBytes / tensor.element_size();
        for (long start = 0; start < total; start += step)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor part = empty(Math.Min(step, total - start), dtype: tensor.dtype);
            file.Read(name, start * tensor.element_size(), part.bytes);
            tensor.view(-1).narrow(0, start, part.numel()).copy_(part);
        }
    }

    public static WeightInfo Describe(string name, Tensor tensor) => new(name, TypeOf(tensor.dtype), [tensor.numel()]);

    private static WeightType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => WeightType.Float64,
        ScalarType.Float32 => WeightType.Float32,
        ScalarType.BFloat16 => WeightType.BFloat16,
        ScalarType.Float16 => WeightType.Float16,
        ScalarType.Int64 => WeightType.Int64,
        _ => throw new AmuroException($"Training state: expected floating-point numbers or int64, found {type}"),
    };
}
