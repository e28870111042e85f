using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;
using Xunit;

namespace Amuro.Tests.Repository;

/// <summary>
/// A number that is converted to a <c>Scalar</c> on the fly may be freed while the native call still reads it (see <c>Runtime.Scalars</c>):
/// training then fails, or is wrong, once in many thousand calls. No run shows that reliably, so the code itself is read.
/// </summary>
public sealed class ScalarLifetimeTests
{
    private const string Conversion = "op_Implicit";
    private const string Number = "TorchSharp.Scalar";

    [Fact]
    public void NoMethodOfTorchSharpIsCalledThatConvertsANumberOnTheFly()
    {
        using ModuleDefinition torchSharp = ModuleDefinition.ReadModule(typeof(torch).Assembly.Location);
        HashSet<string> converting = Converting(torchSharp);
        Assert.Contains(converting, m => m.Contains("Tensor::op_Addition(", StringComparison.Ordinal));

        using ModuleDefinition amuro = ModuleDefinition.ReadModule(typeof(AmuroException).Assembly.Location);
        string[] found = [.. Calls(amuro).Where(c => converting.Contains(c.To.GetElementMethod().FullName)).Select(c => $"{c.From.FullName} calls {c.To.FullName}").Distinct()];
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    [Fact]
    public void ANumberIsConvertedIntoAVariableOnly()
    {
        using ModuleDefinition amuro = ModuleDefinition.ReadModule(typeof(AmuroException).Assembly.Location);
        string[] found = [.. Calls(amuro).Where(c => IsConversion(c.To) && !IsStored(c.At.Next)).Select(c => c.From.FullName).Distinct()];
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    // Those that convert themselves, and, step by step, those that call them.
    private static HashSet<string> Converting(ModuleDefinition module)
    {
        ILookup<string, string> callers = Calls(module).ToLookup(c => c.To.GetElementMethod().FullName, c => c.From.FullName);
        Queue<string> next = new(callers.Where(g => g.Key.StartsWith($"{Number} {Number}::{Conversion}(", StringComparison.Ordinal)).SelectMany(g => g));
        HashSet<string> found = [.. next];
        while (next.TryDequeue(out string? method))
        {
            foreach (string caller in callers[method].Where(found.Add))
            {
                next.Enqueue(caller);
            }
        }

        return found;
    }

    private static IEnumerable<(MethodDefinition From, MethodReference To, Instruction At)> Calls(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference
        select (method, (MethodReference)instruction.Operand, instruction);

    private static bool IsConversion(MethodReference method) => method.DeclaringType.FullName == Number && method.Name == Conversion && method.ReturnType.FullName == Number;

    private static bool IsStored(Instruction? next) => next?.OpCode.Code is
        Code.Stloc or Code.Stloc_S or Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3 or Code.Stfld or Code.Stsfld or Code.Ret;
}
