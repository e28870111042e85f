using Amuro.Models.Families;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>The first weights of a new model, drawn on the CPU in float32 from a generator of its own.</summary>
internal static class FirstWeights
{
    public static void Fill(DecoderModel model, int seed)
    {
        using IDisposable none = no_grad();
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        bool frozen = ModelFamily.Of(model.Config).Traits.FrozenPadding;
        foreach (ParameterBlock block in model.Parameters.Blocks)
        {
            Tensor leaf = model.Parameters.Leaf(block.Role, block.Layer);
            if (block.FirstValues == FirstValues.Ones)
            {
                leaf.fill_(Scalars.One);
            }
            else if (block.FirstValues == FirstValues.Normal)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor drawn = empty(block.Shape, dtype: ScalarType.Float32)
                    .normal_(0, model.Config.InitializerRange, generator);
                if (frozen && block.Role == Role.Embedding && model.Config.PadId is { } pad && pad < model.Config.VocabularySize)
                {
                    drawn.narrow(0, pad, 1).zero_();
                }

                leaf.copy_(drawn);
            }
        }
    }
}
