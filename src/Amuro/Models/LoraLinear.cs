using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Models;

/// <summary>The arithmetic of adapted linear layers, of ordinary differentiable operations alone.</summary>
/// <remarks>
/// Sources: LoRA, 2106.09685; DoRA, 2402.09353, whose norm is a constant for the gradient (section 4.3). Shapes: N tokens, n
/// adapted layers in one stacked matrix [out, in], r rank.
/// </remarks>
internal static class LoraLinear
{
    /// <summary>The output of a stacked matrix with the adapted layers in it.</summary>
    /// <param name="x">Input [N, in].</param>
    /// <param name="output">What the matrix alone gives, with its bias [N, out].</param>
    /// <param name="weight">The matrix [out, in].</param>
    /// <param name="bias">Its bias [out], or null.</param>
    /// <param name="site">Which outputs are adapted.</param>
    /// <param name="a">A of the adapted layers [n r, in].</param>
    /// <param name="b">B of the adapted layers, one under the other [their outputs, r].</param>
    /// <param name="scale">Factor of B A.</param>
    /// <param name="magnitudes">DoRA's lengths of rows with the squared lengths of the rows of the matrix, or null.</param>
    /// <returns>[N, out] in the type of <paramref name="output"/>.</returns>
    public static Tensor Apply(
        Tensor x, Tensor output, Tensor weight, Tensor? bias, LoraSite site, Tensor a, Tensor b, Scalar scale, (Tensor Lengths, Tensor RowSquares)? magnitudes)
    {
        Tensor narrow = Functional.linear(x, a.to(x.dtype)).mul(scale);
        Tensor wide = b.to(x.dtype);
        List<Tensor> parts = [];
        long done = 0, row = 0;
        for (int i = 0; i < site.Modules.Count; i++)
        {
            (long start, long count) = (site.Modules[i].Start, site.Modules[i].Outputs);
            if (start > done)
            {
                parts.Add(output.narrow(1, done, start - done));
            }

            Tensor own = output.narrow(1, start, count), read = narrow.narrow(1, i * site.Rank, site.Rank), spread = wide.narrow(0, row, count).t();
            if (magnitudes is { } m)
            {
                Tensor norm = Norm(
                    weight.narrow(0, start, count), a.narrow(0, i * site.Rank, site.Rank), b.narrow(0, row, count), scale, m.RowSquares.narrow(0, row, count));
                Tensor ratio = m.Lengths.narrow(0, row, count) / norm;
                Tensor unbiased = bias is null ? own : own - bias.narrow(0, start, count);
                parts.Add(own.add(unbiased * (ratio - ones_like(ratio)).to(x.dtype), Scalars.One).add(read.matmul(spread) * ratio.to(x.dtype), Scalars.One));
            }
            else
            {
                parts.Add(own.addmm(read, spread, 1, 1));
            }

            (done, row) = (start + count, row + count);
        }

        if (done < output.shape[1])
        {
            parts.Add(output.narrow(1, done, output.shape[1] - done));
        }

        return parts.Count == 1 ? parts[0] : cat([.. parts], dim: 1);
    }

    // The length of every row of W + s B A, by |w|^2 + 2 s b A w + s^2 b A A' b': the sum itself, as large as W, is never made.
    // Without a change of W it is exactly the root of its row squares.
    private static Tensor Norm(Tensor weight, Tensor a, Tensor b, Scalar scale, Tensor rowSquares)
    {
        using IDisposable none = no_grad();
        Tensor scaled = b * scale;
        Tensor across = weight.matmul(a.to(weight.dtype).t()).to(a.dtype);
        return rowSquares.add((scaled * across.add(across, Scalars.One).add(scaled.matmul(a.matmul(a.t())), Scalars.One)).sum(1), Scalars.One).sqrt();
    }
}
