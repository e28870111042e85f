using TorchSharp;

namespace Amuro.Tests;

/// <summary>What <see cref="ChildProcess"/> runs: things that need a process, or an environment, of their own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["multiply"]:
                using (torch.Tensor product = torch.mm(torch.full(1, 3, 2.0), torch.full(3, 1, 7.0)))
                {
                    Console.WriteLine(product.ToDouble());
                }

                return 0;
            default:
                Console.Error.WriteLine($"a child process of the tests has no command \"{string.Join(' ', arguments)}\"");
                return 2;
        }
    }
}
