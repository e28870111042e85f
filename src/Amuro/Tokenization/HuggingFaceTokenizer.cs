using System.Security.Cryptography;
using Microsoft.ML.Tokenizers;

namespace Amuro.Tokenization;

/// <summary>
/// The tokenizer of a Hugging Face <c>tokenizer.json</c>: byte-level BPE, SentencePiece-style BPE and word-level models, with the
/// ids that the reference library (<c>tokenizers</c> 0.23) gives. It is a <see cref="Tokenizer"/> and works wherever one is taken.
/// Immutable and safe for many threads. Any string can be encoded; a lone surrogate counts as U+FFFD.
/// </summary>
/// <remarks>
/// The fields <c>truncation</c> and <c>padding</c> of the file are not applied, and beside a <c>tokenizer.json</c> the settings
/// <c>add_bos_token</c> and <c>add_eos_token</c> of <c>tokenizer_config.json</c> have no effect: the post-processor of the file rules,
/// as in transformers 5.
/// </remarks>
public sealed partial class HuggingFaceTokenizer : Tokenizer
{
    private readonly TokenizerFiles files;
    private readonly TokenModel model;
    private readonly AddedVocabulary added;
    private readonly TextNormalizer? normalizer;
    private readonly TextSplitter[] splitters;
    private readonly PostProcessor post;
    private readonly TokenDecoder? decoder;
    private readonly Lazy<string> fingerprint;
    private readonly Lazy<ChatTemplate?> chatTemplate;
    private readonly byte[]?[] bytesOfTokens;

    private HuggingFaceTokenizer(TokenizerFiles files)
    {
        this.files = files;
        TokenizerJson json = TokenizerJson.Parse(files.Source, files.Json);
        normalizer = TextNormalizer.Read(json.Get("normalizer"));
        splitters = TextSplitter.Read(json.Get("pre_tokenizer"), out bool bytes);
        model = TokenModel.Read(json.Get("model"), bytes);
        added = AddedVocabulary.Read(json.Get("added_tokens"), model.Vocabulary, normalizer);
        post = PostProcessor.Read(json.Get("post_processor"));
        decoder = TokenDecoder.Read(json.Get("decoder"));
        VocabularySize = Math.Max(model.Vocabulary.Size, added.Size);
        bytesOfTokens = new byte[]?[VocabularySize];
        fingerprint = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(files.Json)));
        chatTemplate = new Lazy<ChatTemplate?>(() => new ChatTemplateFiles(files) is { Any: true } templates ? templates.Template("default") : null);
        (BosId, BosToken) = Special("bos_token");
        (EosId, EosToken) = Special("eos_token");
        (PadId, PadToken) = Special("pad_token");
    }

    /// <summary>Number of ids: the highest id of vocabulary and added tokens plus one. A model's embedding may be larger (padding), not smaller.</summary>
    public int VocabularySize { get; }

    /// <summary>Id of the token that begins a text; null if the tokenizer names none. From tokenizer_config.json, else
    /// special_tokens_map.json, else (where neither file is there) config.json.</summary>
    public int? BosId { get; }

    /// <summary>Id of the token that ends a text; null if the tokenizer names none. Same sources as <see cref="BosId"/>.</summary>
    public int? EosId { get; }

    /// <summary>Id of the padding token; null if the tokenizer names none. Same sources as <see cref="BosId"/>.</summary>
    public int? PadId { get; }

    /// <summary>Text of the token that begins a text; null if the tokenizer names none.</summary>
    public string? BosToken { get; }

    /// <summary>Text of the token that ends a text; null if the tokenizer names none.</summary>
    public string? EosToken { get; }

    /// <summary>Text of the padding token; null if the tokenizer names none.</summary>
    public string? PadToken { get; }

    /// <summary>SHA-256 of tokenizer.json in lower-case hexadecimal digits: equal for tokenizers that give equal ids.</summary>
    public string Fingerprint => fingerprint.Value;

    /// <summary>
    /// Loads a tokenizer. Beside tokenizer.json, the files tokenizer_config.json, special_tokens_map.json and config.json are looked at
    /// for the ids of BOS, EOS and PAD.
    /// </summary>
    /// <param name="folderOrFile">A folder that holds tokenizer.json, or such a file.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="AmuroException">There is no such file, it is not valid, or it uses a component that is not supported;
    /// the message names the file and the component.</exception>
    public static HuggingFaceTokenizer Load(string folderOrFile)
    {
        ArgumentNullException.ThrowIfNull(folderOrFile);
        return new HuggingFaceTokenizer(TokenizerFiles.Read(folderOrFile));
    }

    /// <summary>
    /// Makes a word-level tokenizer: words are what stands between white space, a newline is a word of its own, and a word that is not
    /// in the list becomes <c>&lt;unk&gt;</c>. Ids: 0 <c>&lt;pad&gt;</c>, 1 <c>&lt;eos&gt;</c>, 2 <c>&lt;unk&gt;</c>, 3 newline, then the words in
    /// the order given. Decoding joins words with single blanks, without one before or after a newline. Its
    /// <see cref="Save"/> writes a tokenizer.json that the reference library reads as well.
    /// </summary>
    /// <param name="words">The words: not empty, without white space, each once, none of the four above.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="AmuroException">A word is empty, has white space, or stands twice.</exception>
    public static HuggingFaceTokenizer WordLevel(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new HuggingFaceTokenizer(WordLevelFile.Create(words));
    }

    /// <summary>Id of a token by its text in the vocabulary (byte-level ones write a blank as <c>Ġ</c>) or among the added tokens.</summary>
    /// <param name="token">The token, compared by ordinals.</param>
    /// <returns>The id, or null if there is no such token.</returns>
    public int? TokenId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return added.Id(token) ?? model.Vocabulary.Id(token);
    }

    /// <summary>Text of a token as the vocabulary has it.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The text, or null if there is no such id.</returns>
    public string? Token(int id) => added.Text(id) ?? model.Vocabulary.Token(id);

    /// <summary>Writes the tokenizer's files byte for byte as they were read (tokenizer.json and, where there were any, tokenizer_config.json,
    /// special_tokens_map.json, added_tokens.json, chat_template.jinja, chat_template.json). Each file is written under another name first.</summary>
    /// <param name="folder">The folder, created if need be.</param>
    /// <exception cref="AmuroException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        files.Save(folder);
    }

    private (int? Id, string? Token) Special(string role)
    {
        if (files.SpecialToken(role) is { } token)
        {
            return (TokenId(token), token);
        }

        int? id = files.SpecialId(role + "_id");
        return (id, id is null ? null : Token(id.Value));
    }
}
