using Amuro.Models;
using Amuro.Models.Operations;
using Amuro.Tests.Training;
using Amuro.Training;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

public class LoraLayersTests
{
    public static TheoryData<string, int> Families
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string family in (string[])["llama", "gpt2", "gpt_neox", "qwen2", "olmo2", "llama_bias"])
            {
                for (int kind = 0; kind < Adapters.Kinds.Length; kind++)
                {
                    data.Add(family, kind);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_new_adapter_changes_no_bit(string family, int kind)
    {
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable none = no_grad();
            using DecoderModel model = Adapters.Load(family, type);
            Tensor plain = Adapters.Logits(model);
            LoraOptions options = Adapters.Kinds[kind];
            using LoraLayers layers = new(model, options.ModulesOf(model), options.Rank, options.Scale, options.Magnitudes);
            layers.Draw(3);
            model.Adapter = layers;
            Assert.Equal(0, GoldenModel.Largest(Adapters.Logits(model) - plain));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Merged_is_unmerged(string family, int kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        using DecoderModel model = Adapters.Load(family, ScalarType.Float64);
        Tensor plain = Adapters.Logits(model);
        LoraOptions options = Adapters.Kinds[kind];
        using LoraLayers layers = Adapters.Attach(model, options);

        // The adapter itself is kept in float32, so round it first.
        layers.Parameters.Flat.copy_(layers.Parameters.Flat.to(ScalarType.Float32));
        Tensor unmerged = Adapters.Logits(model);
        model.Adapter = null;
        Adapters.Copy(layers, model, options).MergeInto(model);
        Tensor merged = Adapters.Logits(model);

        Assert.True(GoldenModel.Largest(unmerged - plain) > 0.01);
        Assert.InRange(GoldenModel.Largest(merged - unmerged), 0, 1e-9);
    }

    // Part of the layers of a stacked matrix: first, middle and last rows.
    [Theory]
    [InlineData("q_proj")]
    [InlineData("k_proj")]
    [InlineData("v_proj")]
    [InlineData("up_proj")]
    [InlineData("layers.1.self_attn.q_proj", "v_proj", "gate_proj")]
    public void Only_the_chosen_layers_are_adapted(params string[] targets)
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = Adapters.Load("llama"), start = Adapters.Load("llama");
        LoraOptions options = Adapters.Kinds[2] with { Targets = [.. targets] };
        using LoraLayers layers = Adapters.Attach(model, options);
        Tensor unmerged = Adapters.Logits(model);
        model.Adapter = null;
        Adapters.Copy(layers, model, options).MergeInto(model);

        Assert.InRange(GoldenModel.Largest(Adapters.Logits(model) - unmerged), 0, 1e-4);
        foreach (string name in model.Parameters.Names)
        {
            bool chosen = targets.Any(t => name.EndsWith("." + t + ".weight", StringComparison.Ordinal));
            Assert.Equal(chosen, GoldenModel.Largest(model.Parameters[name] - start.Parameters[name]) > 0);
        }
    }

    // The formula written down once more, plainly, with the merged weight in it and its norm taken out of the graph.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Gradients_are_those_of_the_formula(bool magnitudes, bool biased)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(5, CPU);
        Tensor Random(params long[] shape) => randn(shape, generator: generator).to(ScalarType.Float64);
        LoraSite site = new(0, 2, [new LoraModule("k", Role.QueryKeyValue, 0, 4, 3, 6), new LoraModule("v", Role.QueryKeyValue, 0, 8, 2, 6)]);
        Tensor x = Random(7, 6), weight = Random(10, 6), a = Random(4, 6), b = Random(5, 2), m = Random(5).abs(), seen = Random(7, 10);
        Tensor? bias = biased ? Random(10) : null;
        const double Scale = 1.75;
        Tensor[] leaves = magnitudes ? [x, a, b, m] : [x, a, b];

        Tensor[] found = Gradients(() =>
        {
            using Scalar scale = Scale;
            Tensor squares = (weight * weight).sum(1);
            return LoraLinear.Apply(
                x, nn.functional.linear(x, weight, bias), weight, bias, site, a, b, scale, magnitudes ? (m, cat([squares.narrow(0, 4, 3), squares.narrow(0, 8, 2)])) : null);
        });
        Tensor[] expected = Gradients(() =>
        {
            Tensor s = tensor(Scale, dtype: ScalarType.Float64);
            Tensor k = weight.narrow(0, 4, 3) + (s * b.narrow(0, 0, 3).matmul(a.narrow(0, 0, 2)));
            Tensor v = weight.narrow(0, 8, 2) + (s * b.narrow(0, 3, 2).matmul(a.narrow(0, 2, 2)));
            if (magnitudes)
            {
                k = k * (m.narrow(0, 0, 3) / (k * k).sum(1).sqrt().detach()).unsqueeze(1);
                v = v * (m.narrow(0, 3, 2) / (v * v).sum(1).sqrt().detach()).unsqueeze(1);
            }

            return nn.functional.linear(x, cat([weight.narrow(0, 0, 4), k, weight.narrow(0, 7, 1), v]), bias);
        });

        Assert.All(found.Zip(expected), pair => Assert.InRange(GoldenModel.Largest(pair.First - pair.Second), 0, 1e-12));

        // The output and the gradient of every leaf of one weighted sum of the outputs.
        Tensor[] Gradients(Func<Tensor> compute)
        {
            foreach (Tensor leaf in leaves)
            {
                leaf.grad = null;
                leaf.requires_grad = true;
            }

            Tensor output = compute();
            (output * seen).sum().backward();
            return [output.detach(), .. leaves.Select(l => l.grad!.clone())];
        }
    }

    [Theory]
    [InlineData(ScalarType.Float64, 1e-12)]
    [InlineData(ScalarType.Float32, 1e-4)]
    [InlineData(ScalarType.BFloat16, 0.1)]
    public void The_way_back_of_the_tape_is_that_of_autograd(ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel model = Adapters.Load("llama", type);
        using LoraLayers layers = Adapters.Attach(model, Adapters.Kinds[0] with { Targets = ["q_proj", "v_proj", "down_proj"] });
        layers.Parameters.EnableGradients();
        using Generator generator = new(5, CPU);
        Tensor Random(params long[] shape) => randn(shape, generator: generator).to(type);
        LoraSite site = layers.SiteAt(Role.QueryKeyValue, 1)!;
        Tensor weight = model.Parameters.Leaf(Role.QueryKeyValue, 1), data = Random(7, weight.shape[1]), seen = Random(7, weight.shape[0]);

        Tensor leaf = data.clone().requires_grad_(true);
        Tensor expected = layers.Apply(null, site, new Variable(leaf), new Variable(nn.functional.linear(leaf, weight)), weight, null).Data;
        expected.backward([seen]);
        Tensor wanted = layers.Parameters.Gradient!.clone();
        layers.Parameters.ZeroGradients();
        using IDisposable none = no_grad();
        Tape tape = new();
        Variable x = new(data, needsGradient: true);
        Variable found = layers.Apply(tape, site, x, Linear.Apply(tape, x, new Variable(weight), null), weight, null);
        Assert.InRange(GoldenModel.Largest(found.Data - expected), 0, tolerance);
        found.Accumulate(seen.clone());
        tape.Backward();

        Assert.True(GoldenModel.Largest(wanted) > 1);
        Assert.InRange(GoldenModel.Largest(layers.Parameters.Gradient! - wanted) / GoldenModel.Largest(wanted), 0, tolerance);
        Assert.InRange(GoldenModel.Largest(x.Gradient! - leaf.grad!), 0, tolerance);
    }

    [Property(MaxTest = 20)]
    public Property RankStabilized_alpha_is_alpha_times_the_root_of_the_rank() => Prop.ForAll(
        Gen.Choose(1, 9).Zip(Gen.Choose(1, 400)).ToArbitrary(),
        pair =>
        {
            (int rank, double alpha) = (pair.Item1, pair.Item2 / 10.0);
            LoraOptions stabilized = new() { Rank = rank, Alpha = alpha, RankStabilized = true, Targets = ["q_proj", "down_proj"] };
            return Distance(stabilized, stabilized with { RankStabilized = false, Alpha = alpha * Math.Sqrt(rank) }) < 1e-12
                && (rank == 1 || Distance(stabilized, stabilized with { RankStabilized = false }) > 1e-6);
        });

    private static double Distance(LoraOptions first, LoraOptions second)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        using DecoderModel model = Adapters.Load("llama", ScalarType.Float64);
        Tensor[] logits = [.. ((LoraOptions[])[first, second]).Select(options =>
        {
            using LoraLayers layers = Adapters.Attach(model, options);
            return Adapters.Logits(model);
        })];
        return GoldenModel.Largest(logits[0] - logits[1]);
    }

    [Fact]
    public void The_first_A_is_uniform_within_one_over_the_root_of_its_inputs_and_follows_the_seed()
    {
        using DecoderModel model = Adapters.Load("llama");
        LoraOptions options = new() { Rank = 32 };
        using LoraLayers layers = new(model, options.ModulesOf(model), options.Rank, options.Scale, false);
        using DisposeScope scope = NewDisposeScope();
        layers.Draw(1);
        Tensor first = layers.Parameters.Flat.clone();
        layers.Draw(1);
        Assert.Equal(0, GoldenModel.Largest(first - layers.Parameters.Flat));
        foreach (LoraModule module in LoraModule.AllOf(model.Config))
        {
            double bound = 1 / Math.Sqrt(module.Inputs);
            Tensor a = layers.Parameters[module.Name + LoraSite.SuffixA];
            Assert.InRange(GoldenModel.Largest(a), 0.95 * bound, bound);
            Assert.InRange(Math.Abs(a.mean().item<float>()), 0, 0.06 * bound);
            Assert.Equal(0, GoldenModel.Largest(layers.Parameters[module.Name + LoraSite.SuffixB]));
        }

        layers.Draw(2);
        Assert.NotEqual(0, GoldenModel.Largest(first - layers.Parameters.Flat));
    }
}
