using Amuro.Models;
using TorchSharp;

namespace Amuro.Tests.Models;

/// <summary>
/// What a model makes lies where the model does, tried on the device <c>meta</c>, which has shapes but no numbers. A whole
/// forward pass cannot run there: libtorch has no <c>index_select</c> for it outside Python.
/// </summary>
public class DeviceTests
{
    [Fact]
    public void ParametersGradientsAndCopiesLieOnTheDevice()
    {
        using DecoderModel model = Model();
        model.Parameters.EnableGradients();
        using DecoderModel copy = model.CopyAs(torch.ScalarType.BFloat16);
        Assert.All(
            [model.Parameters.Flat, model.Parameters.Gradient!, model.Head, copy.Parameters.Flat, .. model.Parameters.Names.Select(n => model.Parameters[n])],
            t => Assert.Equal(DeviceType.META, t.device_type));
        Assert.Equal(DeviceType.META, copy.Device.type);
    }

    [Fact]
    public void ABatchLiesOnTheDevice()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using TokenBatch batch = TokenBatch.From([[1, 2, 3, 4, 5], [6, 7], [8, 9, 10]], torch.META);
        torch.Tensor run = torch.empty(10, 4);
        Assert.All([batch.Ids, batch.Positions], t => Assert.Equal(DeviceType.META, t.device_type));
        Assert.Equal([10], batch.Ids.shape);
        // Its table of rows is there too: a tensor of another device is refused.
        Assert.ThrowsAny<Exception>(() => batch.ToTable(run));
    }

    [Fact]
    public void LogitsAreMadeOnTheDevice()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using DecoderModel model = Model();
        torch.Tensor logits = model.Logits(torch.empty(3, 16, device: torch.META));
        Assert.Equal(DeviceType.META, logits.device_type);
        Assert.Equal([3, 32], logits.shape);
    }

    private static DecoderModel Model() => DecoderModel.Initialise(
        new DecoderConfig { VocabularySize = 32, HiddenSize = 16, Layers = 2, Heads = 2, IntermediateSize = 24 }, seed: 1, device: torch.META);
}
