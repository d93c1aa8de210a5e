using System.Buffers;
using System.Text;
using System.Text.Unicode;
using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// A request to store edits as clients write it: both fields, the update as <c>bin</c>. Whatever else a client may write goes by way of JSON, as every other contract.
/// </summary>
internal static class PushUpdateRequestCodec
{
    /// <summary>Reads a request, if it is written so; else nothing can be said of where the reader is.</summary>
    public static PushUpdateRequest? TryRead(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Map || reader.ReadMapHeader() != 2)
            return null;
        string? documentId = null;
        byte[]? update = null;
        for (var left = 2; left > 0; left--)
        {
            if (reader.NextMessagePackType != MessagePackType.String || !reader.TryReadStringSpan(out var name))
                return null;
            if (name.SequenceEqual("documentId"u8) && reader.NextMessagePackType == MessagePackType.String && reader.TryReadStringSpan(out var id) && Utf8.IsValid(id))
                documentId = Encoding.UTF8.GetString(id);
            else if (name.SequenceEqual("update"u8) && reader.NextMessagePackType == MessagePackType.Binary && reader.ReadBytes() is { } bytes)
                update = bytes.ToArray();
            else
                return null;
        }

        return documentId is not null && update is not null ? new PushUpdateRequest(documentId, update) : null;
    }
}
