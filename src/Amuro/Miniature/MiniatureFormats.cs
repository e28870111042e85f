using System.Collections.Immutable;
using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>The three ways each task is asked: with ### markers (the one fine-tuned on), with one sentence of instruction, and raw.</summary>
internal static class MiniatureFormats
{
    public static ImmutableArray<PromptFormat> Entailment { get; } = Three(
        "### text : {premise} ### claim : {hypothesis} ### answer :",
        "read the text and say if the claim is right . {premise} {hypothesis}",
        "{premise} {hypothesis}");

    public static ImmutableArray<PromptFormat> Size { get; } = Three(
        "### first : {first} ### second : {second} ### claim : the first was bigger . ### answer :",
        "say if the first one was bigger than the second one . {first} {second}",
        "{first} {second}");

    public static ImmutableArray<PromptFormat> Question { get; } = Three(
        "### question : {question} ### answer :",
        "give me the right answer in one word . {question}",
        "{question}");

    public static ImmutableArray<PromptFormat> QuestionGeneration { get; } = Three(
        "### text : {text} ### answer : {answer} ### question :",
        "write a question about the text that has this answer . {text} {answer}",
        "{text} {answer}");

    public static IEnumerable<PromptFormat> All => [.. Entailment, .. Size, .. Question, .. QuestionGeneration];

    private static ImmutableArray<PromptFormat> Three(string markers, string instruct, string raw) =>
    [
        Format("default", markers), Format("instruct", instruct), Format("io", raw),
    ];

    // Line breaks are in the tokenizer but not in the text the miniature was trained on: worked examples are joined with a blank.
    private static PromptFormat Format(string name, string template) => new() { Name = name, Template = template, ShotSeparator = " " };
}
