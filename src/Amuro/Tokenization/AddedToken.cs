namespace Amuro.Tokenization;

/// <summary>One entry of added_tokens in tokenizer.json.</summary>
/// <param name="Content">The text of the token.</param>
/// <param name="Id">The id it really has: that of the vocabulary, or the next free one.</param>
/// <param name="Special">Left out when decoding skips special tokens.</param>
/// <param name="Normalized">Searched in the normalised text, in its own normal form.</param>
/// <param name="LeftStrip">Takes the white space to its left into the match.</param>
/// <param name="RightStrip">Takes the white space to its right into the match.</param>
/// <param name="SingleWord">Matches only where no word character stands beside it.</param>
internal sealed record AddedToken(
    string Content, int Id, bool Special, bool Normalized, bool LeftStrip, bool RightStrip, bool SingleWord);
