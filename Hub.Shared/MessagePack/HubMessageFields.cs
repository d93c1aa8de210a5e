using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>The parts of hub messages around what users say. None of them may be of a wrong type.</summary>
internal static class HubMessageFields
{
    // Far more than anyone sends; each costs more memory than it takes on the wire.
    private const int MaxHeaders = 64;

    public static string[]? ReadStreamIds(ref MessagePackReader reader)
    {
        if (reader.NextType != MessagePackType.Array)
            throw Malformed("streamIds");
        var count = reader.ReadArrayHeader();
        if (count == 0)
            return null;
        var ids = new string[count];
        for (var i = 0; i < count; i++)
            ids[i] = ReadText(ref reader);
        return ids;
    }

    public static Dictionary<string, string>? ReadHeaders(ref MessagePackReader reader)
    {
        if (reader.NextType != MessagePackType.Map)
            throw Malformed("headers");
        var count = reader.ReadMapHeader();
        if (count > MaxHeaders)
            throw new InvalidDataException($"MessagePack: a message bears {count} headers; the limit is {MaxHeaders}");
        if (count == 0)
            return null;
        var headers = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (; count > 0; count--)
            headers[ReadText(ref reader)] = ReadText(ref reader);
        return headers;
    }

    public static string ReadTarget(ref MessagePackReader reader, IInvocationBinder binder)
    {
        if (reader.NextType != MessagePackType.Text)
            throw Malformed("target");
        var text = reader;
        return binder.GetTarget(reader.ReadTextBytes()) ?? text.ReadText();
    }

    public static string ReadId(ref MessagePackReader reader)
    {
        var id = ReadText(ref reader);
        return id.Length > 0 ? id : throw Malformed("invocationId");
    }

    public static string ReadText(ref MessagePackReader reader) =>
        reader.NextType == MessagePackType.Text ? reader.ReadText() : throw Malformed("string");

    public static long ReadInteger(ref MessagePackReader reader) =>
        reader.NextType == MessagePackType.Integer ? reader.ReadInt64() : throw Malformed("integer");

    public static void Expect(int items, int atLeast)
    {
        if (items < atLeast)
            throw Malformed("item");
    }

    public static InvalidDataException Malformed(string what) => new($"MessagePack: a hub message lacks a {what} where one must stand");
}
