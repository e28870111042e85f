using System.Runtime.InteropServices;
using Amuro.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>One stored matrix or vector of an adapter, float32, row-major.</summary>
/// <param name="Name">As PEFT gives it without <c>base_model.model.</c>, for example <c>model.layers.0.mlp.up_proj.lora_A.weight</c>.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its numbers; never changed.</param>
internal sealed record LoraWeights(string Name, long[] Shape, float[] Values)
{
    /// <summary>A copy of a tensor.</summary>
    public static LoraWeights Of(string name, Tensor tensor)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return new LoraWeights(name, [.. tensor.shape], [.. plain.data<float>()]);
    }

    /// <summary>A tensor of its own, in the current dispose scope.</summary>
    public Tensor ToTensor(ScalarType type, Device device) => tensor(Values, Shape).to(type).to(device);

    /// <summary>How it is written to a file.</summary>
    public WeightSource Source(string prefix) => new(
        new WeightInfo(prefix + Name, WeightType.Float32, [.. Shape]), stream => stream.Write(MemoryMarshal.AsBytes<float>(Values)));
}
