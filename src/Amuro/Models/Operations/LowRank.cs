using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>
/// Adds s B A x to some outputs of a linear layer, in place: the layer's own way back never reads what it gave. The same as
/// <see cref="LoraLinear.Apply"/> without magnitudes. Shapes: x [N, in], a [n r, in], b [outputs, r], output [N, out].
/// </summary>
internal static class LowRank
{
    public static Variable Apply(Tape tape, LoraSite site, Variable x, Variable output, Variable a, Variable b, Scalar scale)
    {
        ScalarType type = x.Data.dtype;
        Tensor y = output.Data.alias(), read = Gemm.Forward(x.Data, a.Data.to(type)).mul_(scale);
        ForEach(site, (module, i, row) =>
        {
            Tensor spread = b.Data.narrow(0, row, module.Outputs).to(type);
            y.narrow(1, module.Start, module.Outputs).addmm_(read.narrow(1, i * site.Rank, site.Rank), spread.t());
        });
        return tape.Record(y, needsGradient: true, dy => Backward(dy, site, x, output, a, b, scale, read), read);
    }

    private static void Backward(Tensor dy, LoraSite site, Variable x, Variable output, Variable a, Variable b, Scalar scale, Tensor read)
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = dy.dtype;
        Tensor dRead = empty_like(read);
        ForEach(site, (module, i, row) =>
        {
            Tensor own = dy.narrow(1, module.Start, module.Outputs);
            b.Gradient!.narrow(0, row, module.Outputs).add_(own.t().mm(read.narrow(1, i * site.Rank, site.Rank)), Scalars.One);
            dRead.narrow(1, i * site.Rank, site.Rank).copy_(own.mm(b.Data.narrow(0, row, module.Outputs).to(type)));
        });
        dRead.mul_(scale);
        a.Gradient!.add_(dRead.t().mm(x.Data), Scalars.One);
        if (x.NeedsGradient)
        {
            x.Accumulate(dRead.mm(a.Data.to(type)).MoveToOuterDisposeScope());
        }

        if (output.NeedsGradient)
        {
            output.Accumulate(dy.alias().MoveToOuterDisposeScope());
        }
    }

    private static void ForEach(LoraSite site, Action<LoraModule, int, long> act)
    {
        long row = 0;
        for (int i = 0; i < site.Modules.Count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            act(site.Modules[i], i, row);
            row += site.Modules[i].Outputs;
        }
    }
}
