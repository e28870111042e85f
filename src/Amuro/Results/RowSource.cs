namespace Amuro.Results;

/// <summary>Where an imported score stands.</summary>
/// <param name="File">The file, as it was named to the importer.</param>
/// <param name="Line">Line in it, from 1; 0 where the file as a whole is meant.</param>
public sealed record RowSource(string File, int Line);
