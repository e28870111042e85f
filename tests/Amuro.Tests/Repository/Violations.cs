using TorchSharp;

namespace Amuro.Tests.Repository.Violations;

internal sealed class InSignature
{
    public torch.Tensor? Tensor { get; init; }
}

internal sealed class InBody
{
    public static long Count() => torch.zeros(2).numel();
}

internal sealed class InAsyncLambda
{
    public Func<Task<long>> Count { get; } = async () =>
    {
        await Task.Yield();
        return torch.zeros(2).numel();
    };
}

internal sealed class InGenericArgument
{
    public IReadOnlyList<KeyValuePair<string, torch.Tensor>> Tensors { get; init; } = [];
}

internal sealed class Innocent
{
    public string Text { get; init; } = "TorchSharp";
}
