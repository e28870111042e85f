using TorchSharp;

namespace Amuro.Runtime;

/// <summary>Where models compute: the choice between the CPU and an NVIDIA GPU.</summary>
/// <remarks>A model computes on the device that it is loaded to; training and evaluation follow it.</remarks>
public static class ComputeDevice
{
    /// <summary>The first CUDA device if this libtorch has CUDA and there is one, otherwise the CPU.</summary>
    /// <exception cref="AmuroException"><c>AMURO_LIBTORCH</c> names a folder that cannot be used.</exception>
    public static torch.Device Automatic => HasCuda() ? torch.CUDA : torch.CPU;

    /// <summary>The device of a name: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:</c> with the number of a device.</summary>
    /// <param name="name">The name, as on a command line.</param>
    /// <returns>The device.</returns>
    /// <exception cref="AmuroException">Another name, CUDA where there is none, or a device that is not there.</exception>
    public static torch.Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "auto")
        {
            return Automatic;
        }

        if (name == "cpu")
        {
            return torch.CPU;
        }

        int index = 0;
        bool known = name == "cuda"
            || (name.StartsWith("cuda:", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(5), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index));
        if (!known)
        {
            throw new AmuroException($"Device: expected auto, cpu, cuda or cuda:N, found '{name}'");
        }

        int count = HasCuda() ? torch.cuda.device_count() : 0;
        return index < count
            ? new torch.Device(DeviceType.CUDA, index)
            : throw new AmuroException(
                $"Device {name}: expected a CUDA device {index}, found {count} CUDA devices; is libtorch one with CUDA (TorchSharp-cuda-linux, or AMURO_LIBTORCH), and is there a driver?");
    }

    private static bool HasCuda() => TorchFolder.Problem is { } problem ? throw new AmuroException(problem) : torch.cuda.is_available();
}
