using System.Text.Unicode;
using MessagePack;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Checks a frame before SignalR's protocol reads it. A frame that is not sound from end to end is the end of its
/// connection; within a sound one a value of the wrong type is a refused call, and nothing more.
/// </summary>
internal static class HubMessageCheck
{
    // Far more than any client sends; each costs more memory than it takes on the wire.
    private const int MaxHeaders = 64;
    private const int MaxStreams = 64;

    /// <summary>Checks a frame without its length; false when the message has a type that SignalR's protocol does not know.</summary>
    /// <exception cref="InvalidDataException">The frame is malformed.</exception>
    public static bool IsKnown(ReadOnlyMemory<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        try
        {
            var known = Check(ref reader);
            return reader.End ? known : throw new InvalidDataException("MessagePack: there is more than one value");
        }
        catch (Exception e) when (e is not InvalidDataException && SoundValue.IsMalformed(e))
        {
            throw SoundValue.Malformed(e);
        }
    }

    private static bool Check(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Array)
            throw Malformed("array");
        var items = reader.ReadArrayCount();
        if (items == 0 || !reader.TryReadInteger(out var type, out _))
            throw Malformed("type");
        var known = type is >= HubProtocolConstants.InvocationMessageType and <= HubProtocolConstants.SequenceMessageType;
        for (var left = items - (known ? CheckEnvelope(ref reader, (int)type, items) : 1); left > 0; left--)
            SoundValue.Pass(ref reader, outer: 1);
        return known;
    }

    // Gives the number of items that it has gone through, the type included.
    private static int CheckEnvelope(ref MessagePackReader reader, int type, int items)
    {
        if (items < LeastItems(type))
            throw Malformed("item");
        if (type is HubProtocolConstants.PingMessageType)
            return 1;
        if (type is HubProtocolConstants.CloseMessageType or HubProtocolConstants.AckMessageType or HubProtocolConstants.SequenceMessageType)
        {
            CheckText(ref reader);
            return 2;
        }

        CheckHeaders(ref reader);
        CheckText(ref reader);
        return type switch
        {
            HubProtocolConstants.CompletionMessageType => 3 + CheckOutcome(ref reader, items),
            HubProtocolConstants.InvocationMessageType or HubProtocolConstants.StreamInvocationMessageType => 3 + CheckCall(ref reader, items),
            _ => 3,
        };
    }

    private static int LeastItems(int type) => type switch
    {
        HubProtocolConstants.InvocationMessageType or HubProtocolConstants.StreamInvocationMessageType => 5,
        HubProtocolConstants.StreamItemMessageType or HubProtocolConstants.CompletionMessageType => 4,
        HubProtocolConstants.CancelInvocationMessageType => 3,
        HubProtocolConstants.PingMessageType => 1,
        _ => 2,
    };

    private static void CheckHeaders(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Map)
            throw Malformed("headers");
        var count = reader.ReadMapCount();
        if (count > MaxHeaders)
            throw new InvalidDataException($"MessagePack: a message has {count} headers; the limit is {MaxHeaders}");
        for (var left = 2 * count; left > 0; left--)
            CheckText(ref reader);
    }

    // SignalR would take an error of nil for a call that succeeded.
    private static int CheckOutcome(ref MessagePackReader reader, int items)
    {
        const int error = 1;
        const int nothing = 2;
        if (!reader.TryReadInteger(out var kind, out _) || (kind != nothing && items < 5))
            throw Malformed("result");
        if (kind != error)
            return 1;
        if (reader.NextMessagePackType != MessagePackType.String)
            throw Malformed("error");
        CheckText(ref reader);
        return 2;
    }

    private static int CheckCall(ref MessagePackReader reader, int items)
    {
        CheckText(ref reader);
        SoundValue.Pass(ref reader, outer: 1);
        if (items == 5)
            return 2;
        CheckStreams(ref reader);
        return 3;
    }

    private static void CheckStreams(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Array)
            throw Malformed("streamIds");
        var count = reader.ReadArrayCount();
        if (count > MaxStreams)
            throw new InvalidDataException($"MessagePack: a message has {count} stream ids; the limit is {MaxStreams}");
        for (var left = count; left > 0; left--)
            CheckText(ref reader);
    }

    // SignalR's protocol checks the types, but would put U+FFFD in the place of what is not UTF-8.
    private static void CheckText(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.String)
            SoundValue.Pass(ref reader, outer: 2);
        else if (!Utf8.IsValid(reader.ReadTextBytes()))
            throw new InvalidDataException("MessagePack: a string is not UTF-8");
    }

    private static InvalidDataException Malformed(string what) => new($"MessagePack: a hub message has no {what} where one is required");
}
