using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <content>The form in JSON, in which editors' awareness carries positions.</content>
public sealed partial record RelativePosition
{
    /// <summary>Writes it as <c>JSON.stringify</c> writes a position of Yjs.</summary>
    public string ToJson()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            WriteId(writer, "type", Type);
            writer.WriteString("tname", RootName);
            WriteId(writer, "item", Item);
            writer.WriteNumber("assoc", Association);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Reads what <c>JSON.stringify</c> writes of a position of Yjs; false for anything else.</summary>
    public static bool TryParse(JsonElement json, [NotNullWhen(true)] out RelativePosition? position)
    {
        position = null;
        if (json.ValueKind != JsonValueKind.Object
            || !TryRead(json, "item", out var item) || !TryRead(json, "type", out var type)
            || !TryReadText(json, "tname", out var name) || !TryReadNumber(json, "assoc", out var association)
            || (item is null && type is null && name is null))
            return false;
        position = item is not null
            ? new RelativePosition { Item = item, Association = association }
            : name is not null ? new RelativePosition { RootName = name, Association = association } : new RelativePosition { Type = type, Association = association };
        return true;
    }

    private static void WriteId(Utf8JsonWriter writer, string field, YId? id)
    {
        if (id is not { } known)
        {
            writer.WriteNull(field);
            return;
        }

        writer.WriteStartObject(field);
        writer.WriteNumber("client", known.Client);
        writer.WriteNumber("clock", known.Clock);
        writer.WriteEndObject();
    }

    private static bool TryRead(JsonElement json, string field, out YId? id)
    {
        id = null;
        if (!json.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("client", out var client) || client.ValueKind != JsonValueKind.Number || !client.TryGetInt64(out var ofClient)
            || !value.TryGetProperty("clock", out var clock) || clock.ValueKind != JsonValueKind.Number || !clock.TryGetInt32(out var atClock)
            || ofClient is < 0 or > ByteReader.MaxInteger || atClock < 0)
            return false;
        id = new YId(ofClient, atClock);
        return true;
    }

    private static bool TryReadText(JsonElement json, string field, out string? text)
    {
        text = null;
        if (!json.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    private static bool TryReadNumber(JsonElement json, string field, out long number)
    {
        number = 0;
        return !json.TryGetProperty(field, out var value) || (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number));
    }
}
