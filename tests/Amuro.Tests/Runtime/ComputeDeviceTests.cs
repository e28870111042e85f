using Amuro.Runtime;
using TorchSharp;

namespace Amuro.Tests.Runtime;

public class ComputeDeviceTests
{
    [Fact]
    public void AutomaticIsCudaExactlyWhereThereIsOne() =>
        Assert.Equal(torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, ComputeDevice.Automatic.type);

    [Fact]
    public void NamesAreDevices()
    {
        Assert.Equal(DeviceType.CPU, ComputeDevice.Parse("cpu").type);
        Assert.Equal(ComputeDevice.Automatic.type, ComputeDevice.Parse("auto").type);
    }

    [SkippableFact]
    public void CudaWithoutCudaIsRefused()
    {
        Skip.If(torch.cuda.is_available(), "there is a GPU");
        foreach ((string name, int index) in ((string, int)[])[("cuda", 0), ("cuda:3", 3)])
        {
            AmuroException problem = Assert.Throws<AmuroException>(() => ComputeDevice.Parse(name));
            Assert.StartsWith($"Device {name}: expected a CUDA device {index}, found 0 CUDA devices", problem.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("CPU")]
    public void AnotherNameIsRefused(string name)
    {
        AmuroException problem = Assert.Throws<AmuroException>(() => ComputeDevice.Parse(name));
        Assert.Equal($"Device: expected auto, cpu, cuda or cuda:N, found '{name}'", problem.Message);
    }
}
