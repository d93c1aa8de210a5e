using System.Text;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Load;

/// <summary>How a server is spoken to: its address, what is sent once, and an update as a message.</summary>
internal abstract class Wire
{
    public abstract string Name { get; }

    public abstract string Path(string token, string documentId);

    /// <summary>What an editor says first.</summary>
    public abstract IReadOnlyList<byte[]> Hello(string documentId);

    public abstract byte[] Push(string documentId, byte[] update);
}

/// <summary>The hub's methods over SignalR's MessagePack protocol.</summary>
internal sealed class HubWire : Wire
{
    public override string Name => "RealtimeHub, hub (MessagePack)";

    public override string Path(string token, string documentId) => $"/hub?access_token={token}";

    public override IReadOnlyList<byte[]> Hello(string documentId) =>
        [Encoding.UTF8.GetBytes("{\"protocol\":\"messagepack\",\"version\":1}\u001e"), Invocation("OpenDocument", documentId, null)];

    public override byte[] Push(string documentId, byte[] update) => Invocation("PushUpdate", documentId, update);

    /// <summary>[1, {}, "1", method, [{documentId, update?}]] behind its length.</summary>
    private static byte[] Invocation(string method, string documentId, byte[]? update)
    {
        using var body = new MemoryStream();
        body.Write([0x95, 1, 0x80, 0xa1, (byte)'1']);
        Text(body, method);
        body.WriteByte(0x91);
        body.WriteByte(update is null ? (byte)0x81 : (byte)0x82);
        Text(body, "documentId");
        Text(body, documentId);
        if (update is not null)
        {
            Text(body, "update");
            body.Write([0xc5, (byte)(update.Length >> 8), (byte)update.Length]);
            body.Write(update);
        }

        using var writer = new ByteWriter();
        writer.WriteVarUint(body.Length);
        writer.WriteBytes(body.ToArray());
        return writer.ToArray();
    }

    private static void Text(MemoryStream body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        body.Write([0xd9, (byte)bytes.Length]);
        body.Write(bytes);
    }
}

/// <summary>y-websocket's protocol at <c>/yjs</c>.</summary>
internal sealed class YjsWire : Wire
{
    public override string Name => "RealtimeHub, /yjs";

    public override string Path(string token, string documentId) => $"/yjs/{documentId}?access_token={token}";

    public override IReadOnlyList<byte[]> Hello(string documentId) => [new SyncMessage(SyncMessageKind.Step1, new StateVector().Encode()).Encode()];

    public override byte[] Push(string documentId, byte[] update) => new SyncMessage(SyncMessageKind.Update, update).Encode();
}

/// <summary>The protocol of @hocuspocus/server: y-websocket's behind the document's name.</summary>
internal sealed class HocuspocusWire : Wire
{
    public override string Name => "@hocuspocus/server";

    public override string Path(string token, string documentId) => "/";

    public override IReadOnlyList<byte[]> Hello(string documentId)
    {
        using var writer = new ByteWriter();
        writer.WriteString(documentId);
        writer.WriteVarUint(2);
        writer.WriteVarUint(0);
        writer.WriteString("token");
        return [writer.ToArray(), Named(documentId, new SyncMessage(SyncMessageKind.Step1, new StateVector().Encode()))];
    }

    public override byte[] Push(string documentId, byte[] update) => Named(documentId, new SyncMessage(SyncMessageKind.Update, update));

    private static byte[] Named(string documentId, SyncMessage message)
    {
        using var writer = new ByteWriter();
        writer.WriteString(documentId);
        writer.WriteBytes(message.Encode());
        return writer.ToArray();
    }
}
