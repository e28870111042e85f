using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Training;

namespace Amuro.Studies.Description;

/// <summary>How the parts of a study are written as JSON and read again: strictly, and with every setting, also those that only a <c>With…</c> sets.</summary>
internal static class PlainData
{
    /// <summary>Options for a study in a folder; adapters to start from are kept there.</summary>
    public static JsonSerializerOptions OptionsFor(string folder) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(), new ScheduleConverter(), new AdapterConverter(Path.Combine(folder, "adapters")) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { SetWhatIsPrivate, LeaveOutWhatFollows } },
    };

    private static void SetWhatIsPrivate(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties.Where(p => p.Set is null))
        {
            if (property.AttributeProvider is PropertyInfo { SetMethod: not null } own)
            {
                property.Set = own.SetValue;
            }
            else
            {
                property.ShouldSerialize = (_, _) => false;
            }
        }
    }

    // Long lists that are another one again.
    private static void LeaveOutWhatFollows(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            property.ShouldSerialize = (type.Type.Name, property.AttributeProvider is PropertyInfo own ? own.Name : "") switch
            {
                (nameof(TaskDefinition), nameof(TaskDefinition.ShotPool)) =>
                    (task, pool) => !ReferenceEquals(pool, ((TaskDefinition)task).Training),
                (nameof(Example), nameof(Example.References)) =>
                    (example, texts) => texts is not IReadOnlyList<string> { Count: 1 } one || one[0] != ((Example)example).Answer,
                _ => property.ShouldSerialize,
            };
        }
    }

    private sealed class ScheduleConverter : JsonConverter<LearningRateSchedule>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(LearningRateSchedule));

        public override LearningRateSchedule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            LearningRateSchedule.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, LearningRateSchedule value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class AdapterConverter(string folder) : JsonConverter<LoraAdapter>
    {
        public override LoraAdapter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string hash = reader.GetString() ?? "";
            LoraAdapter adapter = LoraAdapter.Load(Path.Combine(folder, Path.GetFileName(hash)));
            return adapter.ContentHash == hash
                ? adapter
                : throw new AmuroException($"{Path.Combine(folder, hash)}: expected the adapter {hash}, found {adapter.ContentHash}");
        }

        public override void Write(Utf8JsonWriter writer, LoraAdapter value, JsonSerializerOptions options)
        {
            string place = Path.Combine(folder, value.ContentHash);
            if (!Directory.Exists(place))
            {
                string temporary = $"{place}.{Guid.NewGuid():N}.tmp";
                value.Save(temporary);
                try
                {
                    Directory.Move(temporary, place);
                }
                catch (IOException) when (Directory.Exists(place))
                {
                    Directory.Delete(temporary, recursive: true);
                }
            }

            writer.WriteStringValue(value.ContentHash);
        }
    }
}
