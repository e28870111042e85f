using Amuro.Runtime.Kernels;
using FsCheck.Xunit;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Runtime.Kernels;

/// <summary>Each kernel against the same formula in torch, in float64 from the same stored numbers.</summary>
public class KernelTests
{
    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory]
    [InlineData(ScalarType.Float32, 4, 4, 64, null)]
    [InlineData(ScalarType.Float32, 6, 2, 32, null)]
    [InlineData(ScalarType.Float32, 2, 1, 80, 9)]
    [InlineData(ScalarType.Float32, 2, 2, 48, 40)]
    [InlineData(ScalarType.BFloat16, 4, 2, 64, null)]
    [InlineData(ScalarType.BFloat16, 2, 2, 16, 17)]
    public void Attention_forward_and_back(ScalarType type, int heads, int keyValueHeads, int width, int? window)
    {
        if (!AttentionKernel.Fits(width))
        {
            return; // Without 512-bit registers libtorch's attention is used.
        }

        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        int[] lengths = [33, 1, 70, 8, 64];
        int[] starts = [0, 33, 34, 104, 112];
        AttentionShape shape = new(starts, lengths, heads, keyValueHeads, width, window);
        Tensor rows = randn(lengths.Sum(), shape.RowWidth, dtype: ScalarType.Float32).to(type);
        Tensor arriving = randn(lengths.Sum(), heads * width, dtype: ScalarType.Float32).to(type);
        Tensor o = empty_like(arriving), lse = empty(lengths.Sum(), heads), gradient = empty_like(rows);
        AttentionKernel.Forward(rows, o, lse, shape);
        AttentionKernel.Backward(arriving, rows, o, lse, gradient, shape);

        Tensor exact = rows.to(ScalarType.Float64).requires_grad_();
        Tensor expected = cat([.. starts.Zip(lengths, (start, length) => Reference(exact.narrow(0, start, length), shape))]);
        expected.backward([arriving.to(ScalarType.Float64)]);
        AssertClose(expected, o, type);
        AssertClose(exact.grad!, gradient, type);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Root_mean_square_norm(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(4);
        Tensor x = randn(300, 96).to(type), weight = randn(96).to(type), arriving = randn(300, 96).to(type), before = randn(300, 96).to(type);
        Tensor y = empty_like(x), r = empty(300), dx = before.clone(), dw = zeros(96);
        RmsNormKernel.Forward(x, weight, 1e-5f, true, y, r);
        RmsNormKernel.Backward(arriving, x, weight, r, dx, dw);

        Tensor exact = x.to(ScalarType.Float64).requires_grad_(), exactWeight = weight.to(ScalarType.Float64).requires_grad_();
        using Scalar epsilon = 1e-5;
        Tensor expected = exactWeight * exact * (exact * exact).mean([-1], keepdim: true).add(epsilon).rsqrt();
        expected.backward([arriving.to(ScalarType.Float64)]);
        AssertClose(expected, y, type);
        AssertClose(before.to(ScalarType.Float64) + exact.grad!, dx, type);
        AssertClose(exactWeight.grad!, dw, type);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Gate_of_silu(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(5);
        using Scalar spread = 4;
        Tensor wide = randn(70, 96).mul(spread).to(type), arriving = randn(70, 48).to(type), y = empty(70, 48, dtype: type);
        Tensor exact = wide.to(ScalarType.Float64).requires_grad_();
        Tensor[] parts = exact.chunk(2, dim: 1);
        Tensor expected = nn.functional.silu(parts[0]) * parts[1];
        expected.backward([arriving.to(ScalarType.Float64)]);

        GateKernel.Forward(wide, y);
        AssertClose(expected, y, type);
        GateKernel.Backward(arriving, wide);
        AssertClose(exact.grad!, wide, type);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Cross_entropy_with_its_gradient(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(6);
        using Scalar spread = 5, share = 0.25;
        const int Rows = 9, Vocabulary = 5003; // not a multiple of 16, more than one block of sums
        Tensor logits = randn(Rows, Vocabulary).mul(spread).to(type);
        int[] targets = [.. Enumerable.Range(0, Rows).Select(i => i * 625)];
        targets[^1] = Vocabulary - 1;
        Tensor exact = logits.to(ScalarType.Float64).requires_grad_();
        Tensor expected = nn.functional.cross_entropy(exact, tensor(targets, dtype: ScalarType.Int64), reduction: nn.Reduction.Sum).mul(share);
        expected.backward();

        double loss = CrossEntropyKernel.Run(logits, targets, 0.25);
        Assert.Equal(expected.item<double>(), loss, 1e-6 * expected.item<double>());
        AssertClose(exact.grad!, logits, type);
    }

    [Fact]
    public void Cross_entropy_of_a_logit_that_is_not_a_number_is_not_a_number()
    {
        using Tensor logits = zeros(1, 40);
        logits[0, 17] = float.NaN;
        Assert.True(double.IsNaN(CrossEntropyKernel.Run(logits, new[] { 3 }, 1)));
    }

    [Theory]
    [InlineData(ScalarType.Float32, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    public void Rotary_turn_and_back(ScalarType type, ScalarType table)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(7);
        Tensor rows = randn(50, 3 * 64).to(type), angles = randn(50, 1, 32);
        Tensor cosine = angles.cos().to(table), sine = angles.sin().to(table), turned = rows.clone();
        RotaryKernel.Turn(turned, cosine, sine, 2, back: false);

        Tensor heads = rows.to(ScalarType.Float64).view(50, 3, 64), c = cosine.to(ScalarType.Float64), s = sine.to(ScalarType.Float64);
        Tensor lower = heads.narrow(2, 0, 32), upper = heads.narrow(2, 32, 32);
        Tensor expected = cat([(lower * c) - (upper * s), (upper * c) + (lower * s)], dim: 2);
        AssertClose(expected.narrow(1, 0, 2), turned.view(50, 3, 64).narrow(1, 0, 2), type);
        Assert.True(turned.narrow(1, 128, 64).Equals(rows.narrow(1, 128, 64)));
        RotaryKernel.Turn(turned, cosine, sine, 2, back: true);
        using Scalar tolerance = type == ScalarType.Float32 ? 1e-6 : 0.05;
        Assert.True((turned - rows).abs().lt(tolerance).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Rows_are_added_where_their_ids_say(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = ones(7, 128, dtype: type), rows = ones(5, 128, dtype: type);
        RowsKernel.AddTo(table, new[] { 2, 6, 2, 0, 2 }, rows, skip: 6);
        Assert.Equal([2, 1, 4, 1, 1, 1, 1], table.select(1, 77).to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal([2, 1, 4, 1, 1, 1, 1], table.select(1, 0).to(ScalarType.Float32).data<float>().ToArray());
    }

    [Property(MaxTest = 50)]
    public bool AdamW_is_torchs(int seed, bool decays)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(seed);
        Tensor weights = randn(53), gradient = randn(53), m = zeros(53), v = zeros(53), copy = zeros(53, dtype: ScalarType.BFloat16);
        TorchSharp.Modules.Parameter expected = new(weights.clone());
        double decay = decays ? 0.1 : 0;
        optim.Optimizer reference = optim.AdamW([expected], lr: 0.01, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: decay);
        for (int step = 1; step <= 3; step++)
        {
            expected.grad = gradient.clone();
            reference.step();
            AdamWUpdate update = new(
                1, (float)(1 - (0.01 * decay)), 0.9f, 0.95f, 1e-8f, (float)(0.01 / (1 - Math.Pow(0.9, step))), (float)Math.Sqrt(1 - Math.Pow(0.95, step)));
            AdamWKernel.Run(weights, m, v, gradient, copy, update);
        }

        using Scalar tolerance = 2e-7;
        return (weights - expected.detach()).abs().lt(tolerance).all().item<bool>()
            && copy.Equals(weights.to(ScalarType.BFloat16))
            && Math.Abs(Math.Sqrt(AdamWKernel.SumOfSquares(gradient)) - gradient.norm().item<float>()) < 1e-5;
    }

    [Property(MaxTest = 200)]
    public bool BFloat16_rounds_as_torch_does(float number)
    {
        using Tensor one = tensor(number), rounded = one.to(ScalarType.BFloat16);
        return Amuro.Runtime.Kernels.BFloat16.Store(number) == BitConverter.ToUInt16(rounded.bytes) || !float.IsFinite(number);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    public void Every_part_runs_once_and_an_error_comes_back(int parts)
    {
        int[] runs = new int[parts];
        OpenMp.For(parts, part => Interlocked.Increment(ref runs[part]));
        Assert.All(runs, count => Assert.Equal(1, count));
        Assert.Throws<InvalidOperationException>(() => OpenMp.For(parts, part => throw new InvalidOperationException()));
    }

    private static Tensor Reference(Tensor rows, AttentionShape shape)
    {
        long length = rows.shape[0];
        (int h, int k, int d) = (shape.Heads, shape.KeyValueHeads, shape.HeadDim);
        Tensor[] parts = rows.view(length, h + k + k, d).transpose(0, 1).split([h, k, k], dim: 0);
        Tensor keys = parts[1].repeat_interleave(h / k, dim: 0), values = parts[2].repeat_interleave(h / k, dim: 0);
        using Scalar scale = 1 / Math.Sqrt(d), never = double.NegativeInfinity;
        Tensor all = ones(length, length, dtype: ScalarType.Bool);
        Tensor seen = all.tril();
        if (shape.Window is { } window)
        {
            seen = seen.logical_and(all.triu(1 - window));
        }

        Tensor scores = parts[0].matmul(keys.transpose(1, 2)).mul(scale).masked_fill(seen.logical_not(), never);
        return scores.softmax(-1).matmul(values).transpose(0, 1).reshape(length, h * d);
    }

    private static void AssertClose(Tensor expected, Tensor found, ScalarType type)
    {
        using IDisposable none = no_grad();
        Tensor off = (found.to(ScalarType.Float64) - expected).norm() / expected.norm();
        Assert.InRange(off.item<double>(), 0, type == ScalarType.Float32 ? 2e-6 : 6e-3);
    }
}
