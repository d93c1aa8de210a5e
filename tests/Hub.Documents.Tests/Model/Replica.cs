using System.Text.Json;

namespace RealtimeHub.Documents.Tests.Model;

/// <summary>A client of a document that edits by itself: one of ours, or yjs in Node.</summary>
internal interface IReplica
{
    /// <summary>Makes random edits and gives their updates.</summary>
    IReadOnlyList<byte[]> Edit(int seed, int count);

    /// <summary>Applies updates and gives those that it makes of them, which clean up formats.</summary>
    IReadOnlyList<byte[]> Apply(IReadOnlyList<byte[]> updates);

    byte[] State();

    byte[] Diff(byte[] state);

    ReplicaSnapshot Snapshot();
}

internal sealed record ReplicaSnapshot(byte[] Update, byte[] State, string Contents);

internal sealed class OurReplica : IReplica
{
    private readonly YDoc document;
    private readonly List<byte[]> made = [];

    public OurReplica(long client)
    {
        document = new YDoc(client);
        PlainContents.Of(document);
        document.Updated += change =>
        {
            if (!"remote".Equals(change.Transaction.Origin))
                made.Add(change.Update.ToArray());
        };
    }

    public IReadOnlyList<byte[]> Edit(int seed, int count)
    {
        var editor = new RandomEditor(document, new Random(seed));
        for (var i = 0; i < count; i++)
            document.Transact(_ => editor.Edit());
        return Take();
    }

    public IReadOnlyList<byte[]> Apply(IReadOnlyList<byte[]> updates)
    {
        foreach (var update in updates)
            document.ApplyUpdate(update, "remote", UpdateLimits.Untrusted);
        return Take();
    }

    public byte[] State() => document.GetStateVector().Encode();

    public byte[] Diff(byte[] state) => document.EncodeStateAsUpdate(StateVector.Decode(state));

    public ReplicaSnapshot Snapshot()
    {
        Assert.False(document.HasPending);
        return new ReplicaSnapshot(document.EncodeStateAsUpdate(), State(), PlainContents.Of(document));
    }

    private byte[][] Take()
    {
        byte[][] taken = [.. made];
        made.Clear();
        return taken;
    }
}

internal sealed class YjsReplica : IReplica
{
    private readonly YjsOracle yjs;
    private readonly string name;

    public YjsReplica(YjsOracle yjs, long client)
    {
        this.yjs = yjs;
        name = $"replica {client}";
        yjs.Call("open", name, client);
    }

    public IReadOnlyList<byte[]> Edit(int seed, int count) => List(yjs.Call("edit", name, seed, count));

    public IReadOnlyList<byte[]> Apply(IReadOnlyList<byte[]> updates) => List(yjs.Call("apply", name, updates));

    public byte[] State() => yjs.Call("snapshot", name).GetProperty("state").GetBytesFromBase64();

    public byte[] Diff(byte[] state) => yjs.Bytes("diffOf", name, state);

    public ReplicaSnapshot Snapshot()
    {
        var snapshot = yjs.Call("snapshot", name);
        return new ReplicaSnapshot(
            snapshot.GetProperty("update").GetBytesFromBase64(), snapshot.GetProperty("state").GetBytesFromBase64(), PlainContents.Normalized(snapshot.GetProperty("contents")));
    }

    private static byte[][] List(JsonElement updates) => [.. updates.EnumerateArray().Select(update => update.GetBytesFromBase64())];
}
