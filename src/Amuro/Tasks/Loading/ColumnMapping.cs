using System.Collections.Immutable;

namespace Amuro.Tasks.Loading;

/// <summary>How the columns of a file become the parts of an <see cref="Example"/>.</summary>
/// <example>
/// <code>
/// ColumnMapping arc = ColumnMapping.Empty
///     .WithField("question")
///     .WithChoices(ChoiceColumns.FromColumn("choices"))
///     .WithGold(GoldColumn.Key("answerKey"));
/// </code>
/// </example>
public sealed record ColumnMapping
{
    /// <summary>A mapping without anything.</summary>
    public static ColumnMapping Empty { get; } = new();

    /// <summary>The fields of prompts.</summary>
    public ImmutableArray<FieldColumn> Fields { get; private init; } = [];

    /// <summary>Column of the item's name. Default <c>id</c>; where the file lacks it, items are numbered from 0.</summary>
    public string IdColumn { get; private init; } = "id";

    /// <summary>Column whose equal values make a cluster; null (default): every item stands alone.</summary>
    public string? ClusterColumn { get; private init; }

    /// <summary>The choices; null (default) for generation.</summary>
    public ChoiceColumns? Choices { get; private init; }

    /// <summary>The right choice; null (default) for generation.</summary>
    public GoldColumn? Gold { get; private init; }

    /// <summary>Column of the reference text of a generation task; null (default) for multiple choice.</summary>
    public string? AnswerColumn { get; private init; }

    /// <summary>Names of all columns that a file must have.</summary>
    public IReadOnlyList<string> Columns =>
    [
        .. Fields.Select(part => part.Column)
            .Concat(Choices?.Columns ?? [])
            .Concat(new[] { Gold?.Column, AnswerColumn, ClusterColumn }.OfType<string>())
            .Distinct(),
    ];

    /// <summary>A copy with one more field.</summary>
    /// <param name="field">Name of the field.</param>
    /// <param name="column">Name of the column; the field's name if left out.</param>
    /// <param name="trimStart">Whether white space at the start of the value goes.</param>
    public ColumnMapping WithField(string field, string? column = null, bool trimStart = false) =>
        this with { Fields = Fields.Add(new FieldColumn(field, column ?? field, trimStart)) };

    /// <summary>A copy with one more field: the first text of a column that holds lists of texts.</summary>
    /// <param name="field">Name of the field.</param>
    /// <param name="column">Name of the column; the field's name if left out.</param>
    public ColumnMapping WithFirst(string field, string? column = null) =>
        this with { Fields = Fields.Add(new FieldColumn(field, column ?? field, First: true)) };

    /// <summary>A copy with another column for the item's name.</summary>
    /// <param name="column">Name of the column.</param>
    public ColumnMapping WithId(string column) => this with { IdColumn = column };

    /// <summary>A copy with a column for clusters.</summary>
    /// <param name="column">Name of the column.</param>
    public ColumnMapping WithCluster(string column) => this with { ClusterColumn = column };

    /// <summary>A copy with choices.</summary>
    /// <param name="choices">Where they are.</param>
    public ColumnMapping WithChoices(ChoiceColumns choices) => this with { Choices = choices };

    /// <summary>A copy with the right choice.</summary>
    /// <param name="gold">Where it is.</param>
    public ColumnMapping WithGold(GoldColumn gold) => this with { Gold = gold };

    /// <summary>A copy with a reference text, for generation.</summary>
    /// <param name="column">Name of the column.</param>
    public ColumnMapping WithAnswer(string column) => this with { AnswerColumn = column };

    internal void Validate()
    {
        bool choice = Choices is not null && Gold is not null && AnswerColumn is null;
        bool generation = Choices is null && Gold is null && AnswerColumn is not null;
        if (!choice && !generation)
        {
            string[] found = [.. new[] { Choices is null ? null : "Choices", Gold is null ? null : "Gold", AnswerColumn is null ? null : "AnswerColumn" }.OfType<string>()];
            throw new AmuroException($"ColumnMapping: expected Choices with Gold, or AnswerColumn alone, found {(found.Length == 0 ? "none of them" : string.Join(", ", found))}");
        }

        if (Fields.GroupBy(field => field.Field, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new AmuroException($"ColumnMapping.Fields: expected each field once, found '{twice.Key}' {twice.Count()} times");
        }
    }
}
