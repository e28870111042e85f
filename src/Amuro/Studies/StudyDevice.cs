using System.Globalization;
using Amuro.Runtime;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>The device of a study by name: a process that only describes, plans or watches may run where there is no such device.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Index">Its number; -1: the first, or the only one.</param>
internal sealed record StudyDevice(DeviceType Type, int Index)
{
    public static StudyDevice Cpu { get; } = new(DeviceType.CPU, -1);

    public static StudyDevice Of(torch.Device device) => new(device.type, device.type == DeviceType.CPU ? -1 : device.index);

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null if the name is none.</summary>
    public static StudyDevice? TryParse(string name)
    {
        string[] parts = name.Split(':');
        int index = -1;
        return Enum.TryParse(parts[0], ignoreCase: true, out DeviceType type) && Enum.IsDefined(type) && !int.TryParse(parts[0], out _)
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            ? new StudyDevice(type, index)
            : null;
    }

    /// <summary>The device itself.</summary>
    /// <exception cref="AmuroException">It is not here.</exception>
    public torch.Device Resolve() => Type is DeviceType.CPU or DeviceType.CUDA ? ComputeDevice.Parse(ToString()) : new torch.Device(Type, Index);

    public override string ToString() => Type.ToString().ToLowerInvariant() + (Index >= 0 ? string.Create(CultureInfo.InvariantCulture, $":{Index}") : "");
}
