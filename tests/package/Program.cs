using TorchSharp;

// Before any type of Amuro is touched: the package alone must make TorchSharp start.
using torch.Tensor product = torch.mm(torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]), torch.tensor(new float[] { 5, 6, 7, 8 }, [2, 2]));
float[] expected = [19, 22, 43, 50];
float[] found = product.data<float>().ToArray();
if (!found.SequenceEqual(expected))
{
    Console.Error.WriteLine($"product of two tensors: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
    return 1;
}

Console.WriteLine($"product of two tensors: {string.Join(' ', found)}");
return 0;
