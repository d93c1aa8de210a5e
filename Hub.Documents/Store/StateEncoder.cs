using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Writes what a document has as an update.</summary>
internal static class StateEncoder
{
    /// <summary>What a state lacks, with all deletions and what waits for others.</summary>
    public static byte[] Encode(BlockStore store, StateVector known)
    {
        using var writer = new ByteWriter(4096);
        WriteClients(writer, [.. store.Clients.Where(client => client.State > known[client.Client]).Select(client => (client, known[client.Client]))]);
        DeleteSetCodec.Write(writer, store.Deletes());
        var update = writer.ToArray();
        if (store.PendingDeletes is null && store.PendingStructs is null)
            return update;

        List<ReadOnlyMemory<byte>> updates = [update];
        if (store.PendingDeletes is not null)
            updates.Add(EncodeDeletes(store.PendingDeletes));
        if (store.PendingStructs is not null)
            updates.Add(YUpdate.Diff(store.PendingStructs, known));
        return YUpdate.Merge(updates);
    }

    /// <summary>What a transaction has changed.</summary>
    public static byte[] Encode(Transaction transaction)
    {
        using var writer = new ByteWriter();
        WriteClients(writer, [.. transaction.Touched.All.Select(touch => (touch.Client, touch.Before))]);
        DeleteSetCodec.Write(writer, transaction.Deleted.ToDeleteSet());
        return writer.ToArray();
    }

    /// <summary>Structs that can't be integrated yet, without deletions.</summary>
    public static byte[] Encode(IReadOnlyDictionary<ClientBlocks, List<Item>> rest)
    {
        using var writer = new ByteWriter();
        writer.WriteVarUint(rest.Count);
        foreach (var (client, items) in rest.OrderByDescending(pair => pair.Key.Client))
        {
            WriteHead(writer, items.Count, client, items[0].Clock);
            foreach (var item in items)
                ItemWriter.Write(writer, item, 0);
        }

        writer.WriteVarUint(0);
        return writer.ToArray();
    }

    private static byte[] EncodeDeletes(DeleteSet deletes)
    {
        using var writer = new ByteWriter();
        writer.WriteVarUint(0);
        DeleteSetCodec.Write(writer, deletes);
        return writer.ToArray();
    }

    private static void WriteClients(ByteWriter writer, List<(ClientBlocks Client, int From)> clients)
    {
        clients.Sort(static (a, b) => b.Client.Client.CompareTo(a.Client.Client));
        writer.WriteVarUint(clients.Count);
        foreach (var (client, from) in clients)
        {
            var first = client.IndexOf(from);
            WriteHead(writer, client.Count - first, client, from);
            ItemWriter.Write(writer, client[first], from - client[first].Clock);
            foreach (var item in client.Items[(first + 1)..])
                ItemWriter.Write(writer, item, 0);
        }
    }

    private static void WriteHead(ByteWriter writer, int structs, ClientBlocks client, int clock)
    {
        writer.WriteVarUint(structs);
        writer.WriteVarUint(client.Client);
        writer.WriteVarUint(clock);
    }
}
