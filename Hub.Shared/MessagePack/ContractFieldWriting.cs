using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Writes the fields of the hand-written codecs: a name and a value, or nothing where the field is absent.</summary>
internal static class ContractFieldWriting
{
    public static void WriteField(this ref MessagePackWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return;
        writer.WriteString(name);
        writer.Write(value);
    }

    public static void WriteField(this ref MessagePackWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is not { } present)
            return;
        writer.WriteString(name);
        writer.Write(present);
    }

    public static void WriteField(this ref MessagePackWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is not { } present)
            return;
        writer.WriteString(name);
        writer.Write(present);
    }

    public static void WriteField(this ref MessagePackWriter writer, ReadOnlySpan<byte> name, Payload value)
    {
        writer.WriteString(name);
        PayloadConversion.Write(value, ref writer);
    }
}
