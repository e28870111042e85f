using System.Collections.Immutable;

namespace Amuro.Miniature;

/// <summary>One kind of fact: the values it can take, and the ways it is told and asked ({n} is the name, {v} the value).</summary>
internal sealed record FactKind(string Name, ImmutableArray<string> Values, ImmutableArray<string> Statements, ImmutableArray<string> Questions)
{
    public string Tell(int form, string name, string value) => Statements[form].Replace("{n}", name).Replace("{v}", value);

    public string Ask(int form, string name) => Questions[form].Replace("{n}", name);
}

/// <summary>One domain of items: what one does with them, and their four categories.</summary>
internal sealed record Domain(string Noun, string Verb, string Past, ImmutableArray<string> Categories);

/// <summary>Two opposite words; an item has one of them, by its category.</summary>
internal sealed record TraitPair(string First, string Second);

/// <summary>The fixed part of the miniature's language: everything but the names. Words are split at blanks, so every word is one token.</summary>
internal static class Lexicon
{
    public const string EndOfText = "<|endoftext|>";
    public const string Padding = "<|padding|>";
    public const string Unknown = "<|unknown|>";

    public static readonly ImmutableArray<FactKind> PersonFacts =
    [
        new("home", Words("rome paris oslo cairo lima delhi tokyo berlin madrid dublin"),
            ["{n} lives in {v} .", "{n} has a house in {v} .", "the home of {n} is {v} ."],
            ["where does {n} live ?", "which town is home to {n} ?", "where is the house of {n} ?"]),
        new("job", Words("baker doctor farmer pilot teacher singer painter lawyer nurse builder"),
            ["{n} works as a {v} .", "the job of {n} is {v} .", "{n} earns money as a {v} ."],
            ["what does {n} work as ?", "which job does {n} have ?", "how does {n} earn money ?"]),
        new("pet", Words("dog cat horse rabbit parrot turtle goat hamster lizard pony"),
            ["{n} keeps a {v} .", "the pet of {n} is a {v} .", "{n} plays with a {v} ."],
            ["what pet does {n} keep ?", "which animal lives with {n} ?", "what does {n} play with ?"]),
        new("sport", Words("chess tennis golf cards darts rugby hockey poker judo yoga"),
            ["{n} likes {v} most .", "the sport of {n} is {v} .", "{n} is good at {v} ."],
            ["what does {n} like most ?", "which sport is for {n} ?", "what is {n} good at ?"]),
    ];

    public static readonly ImmutableArray<FactKind> ShipFacts =
    [
        new("cargo", Words("tea salt wool coal rice wine iron timber"),
            ["the ship {n} carries {v} .", "the cargo of {n} is {v} ."],
            ["what does the ship {n} carry ?", "which cargo is on {n} ?"]),
        new("port", Words("lisbon hamburg boston sydney naples havana dover bergen"),
            ["the ship {n} sails to {v} .", "the port of {n} is {v} ."],
            ["where does the ship {n} sail ?", "which port is for {n} ?"]),
        new("flag", Words("red blue green white black yellow pink purple"),
            ["the ship {n} flies a {v} flag .", "the flag of {n} is {v} ."],
            ["which flag does the ship {n} fly ?", "what color is the flag of {n} ?"]),
    ];

    public static readonly ImmutableArray<Domain> Domains =
    [
        new("place", "visit", "visited", Words("harbor garden castle market")),
        new("dish", "taste", "tasted", Words("soup cake stew salad")),
        new("show", "watch", "watched", Words("concert comedy parade drama")),
    ];

    public static readonly ImmutableArray<TraitPair> Traits = [new("quiet", "loud"), new("old", "new"), new("warm", "cold")];

    public static readonly ImmutableArray<string> Sizes = Words("tiny small large huge");

    public static readonly ImmutableArray<string> Days = Words("monday tuesday wednesday thursday friday saturday sunday");

    public static readonly ImmutableArray<string> KindQuestions = ["what kind of {d} is {n} ?", "which sort of {d} is {n} ?"];

    public static readonly ImmutableArray<string> SizeQuestions = ["how big is {n} ?", "what size is {n} ?"];

    /// <summary>Talk about nothing in the world. The instruction words of the formats occur here too, so no prompt word is wholly new to a model.</summary>
    public static readonly ImmutableArray<string> SmallTalk =
    [
        "please read the text again .", "say that one more time .", "write it down for me .", "give me one more word .",
        "the claim was right .", "i read about the claim in a text .", "that answer is not right .", "bigger is not more fun .",
        "it was no more than one word .", "the second one is mine .", "the first one is for you .", "i have a question about the text .",
        "tell me if you have time .", "say if you like it .", "an answer has one word .", "read and write all day .",
    ];

    /// <summary>Questions whose answer is a toss-up: they make yes and no possible words without saying anything about the world.</summary>
    public static readonly ImmutableArray<string> TossUps =
    [
        "are you tired ?", "do you have time ?", "is it cold today ?", "did you sleep ?", "is this your house ?",
        "do you like it here ?", "was the text good ?", "can you read this ?",
    ];

    private static ImmutableArray<string> Words(string list) => [.. list.Split(' ')];
}
