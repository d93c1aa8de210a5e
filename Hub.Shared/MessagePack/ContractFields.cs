using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Reads the fields of the hand-written codecs. Refusals are <see cref="JsonException"/>s like those of the contracts
/// that come by way of JSON, so that one place can answer both.
/// </summary>
internal static class ContractFields
{
    public static string ReadText(ref MessagePackReader reader, string field)
    {
        if (reader.NextMessagePackType != MessagePackType.String)
            throw Refusal(field, "must be a string");
        var bytes = reader.ReadTextBytes();
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Refusal(field, "is not UTF-8");
    }

    /// <summary>A time in Unix milliseconds, which may come as the timestamp extension, too.</summary>
    public static long ReadTime(ref MessagePackReader reader, string field) => reader.NextMessagePackType == MessagePackType.Extension
        ? Guard(ref reader, field, Timestamp.ReadUnixMilliseconds)
        : ReadInt64(ref reader, field);

    public static long ReadInt64(ref MessagePackReader reader, string field)
    {
        return reader.TryReadInteger(out var value, out var huge) && !huge ? value : throw Refusal(field, "must be an integer of 64 bits");
    }

    public static int ReadInt32(ref MessagePackReader reader, string field)
    {
        var value = ReadInt64(ref reader, field);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Refusal(field, "must be an integer of 32 bits");
    }

    public static bool ReadBoolean(ref MessagePackReader reader, string field) =>
        reader.NextMessagePackType == MessagePackType.Boolean ? reader.ReadBoolean() : throw Refusal(field, "must be true or false");

    public static Payload ReadPayload(ref MessagePackReader reader, string field) => Guard(ref reader, field, ReadPayload);

    /// <summary>Takes one value as it is, once it is known that it can be converted. Nil is the default payload.</summary>
    /// <exception cref="JsonException">It can't; the message lacks its subject.</exception>
    public static Payload ReadPayload(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return default;
        var start = reader;
        try
        {
            MessagePackToJson.Check(ref reader);
        }
        catch (RefusedValueException refused)
        {
            throw refused.InMember(MessagePackToJson.FindRefusedMember(start));
        }

        return new Payload(PayloadEncoding.MessagePack, start.ReadRaw(reader.Consumed - start.Consumed).FirstSpan.ToArray());
    }

    public static ChannelName ReadChannel(ref MessagePackReader reader, string field) =>
        ChannelName.TryParse(ReadText(ref reader, field), out var name, out var reason) ? name : throw new JsonException(reason, Path(field), null, null);

    /// <summary>The number of fields of a contract.</summary>
    public static int ReadObjectHeader(ref MessagePackReader reader, string subject, string path = "") => reader.NextMessagePackType == MessagePackType.Map
        ? reader.ReadMapCount()
        : throw Refusal(subject, path, "must be an object");

    /// <summary>The bytes of a key of a contract.</summary>
    public static ReadOnlySpan<byte> ReadKey(ref MessagePackReader reader) => reader.NextMessagePackType == MessagePackType.String
        ? reader.ReadTextBytes()
        : throw new JsonException("an object must have strings as keys", "$", null, null);

    public static JsonException Refusal(string field, string rule) => Refusal(field, "." + field, rule);

    public static JsonException Refusal(string subject, string path, string rule) => new($"{subject} {rule}", "$" + path, null, null);

    private static string Path(string field) => "$." + field;

    private static T Guard<T>(ref MessagePackReader reader, string field, Reading<T> read)
    {
        try
        {
            return read(ref reader);
        }
        catch (RefusedValueException e)
        {
            throw e.At(Refusal(field, e.Message));
        }
        catch (JsonException e)
        {
            throw Refusal(field, e.Message);
        }
    }

    private delegate T Reading<T>(ref MessagePackReader reader);
}
