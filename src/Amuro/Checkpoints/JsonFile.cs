using System.Text.Json;

namespace Amuro.Checkpoints;

/// <summary>JSON files of a checkpoint, with errors that name the file.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file whose root is an object.</summary>
    public static JsonElement Read(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new AmuroException($"{full}: expected a JSON file, found nothing.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(full).AsMemory());
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new AmuroException($"{full}: expected a JSON object, found {document.RootElement.ValueKind}.");
        }
        catch (JsonException e)
        {
            throw new AmuroException($"{full}: expected JSON, found: {Pickle.Printable.Of(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"{full}: expected a readable file, found: {e.Message}", e);
        }
    }
}
