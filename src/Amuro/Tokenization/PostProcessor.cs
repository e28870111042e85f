using System.Collections.Immutable;

namespace Amuro.Tokenization;

/// <summary>The special tokens that a post-processor puts before and after a single text.</summary>
internal sealed record PostProcessor(ImmutableArray<(int Id, string Token)> Before, ImmutableArray<(int Id, string Token)> After)
{
    private const string Supported = "TemplateProcessing, ByteLevel, Sequence";

    public static PostProcessor None { get; } = new([], []);

    public static PostProcessor Read(TokenizerJson json)
    {
        if (json.IsNull)
        {
            return None;
        }

        switch (json.Type())
        {
            case "ByteLevel":
                // It only trims offsets, which are reported untrimmed here.
                return None;
            case "Sequence":
                return json.Get("processors").Items().Select(Read).Aggregate(
                    None, static (inner, outer) => new PostProcessor([.. outer.Before, .. inner.Before], [.. inner.After, .. outer.After]));
            case "TemplateProcessing":
                return ReadTemplate(json);
            default:
                throw json.Unsupported("post-processor", Supported);
        }
    }

    private static PostProcessor ReadTemplate(TokenizerJson json)
    {
        var before = ImmutableArray.CreateBuilder<(int, string)>();
        var after = ImmutableArray.CreateBuilder<(int, string)>();
        bool seen = false;
        foreach (TokenizerJson part in json.Get("single").Items())
        {
            TokenizerJson sequence = part.Get("Sequence");
            if (!sequence.IsNull)
            {
                if (sequence.Get("id").Text() != "A" || seen)
                {
                    throw part.Wrong("the sequence A once");
                }

                seen = true;
                continue;
            }

            string name = part.Get("SpecialToken").Get("id").Text();
            TokenizerJson token = json.Get("special_tokens").Get(name);
            TokenizerJson[] names = [.. token.Get("tokens").Items()];
            TokenizerJson[] ids = [.. token.Get("ids").Items()];
            if (names.Length != ids.Length)
            {
                throw token.Wrong("as many ids as tokens");
            }

            (seen ? after : before).AddRange(ids.Zip(names, static (id, text) => (id.Integer(), text.Text())));
        }

        return seen ? new PostProcessor(before.ToImmutable(), after.ToImmutable()) : throw json.Get("single").Wrong("the sequence A");
    }
}
