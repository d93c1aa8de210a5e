using System.Runtime.InteropServices;

namespace RealtimeHub.Documents.Store;

/// <summary>The structs of a document by client, and what of updates waits for others.</summary>
internal sealed class BlockStore
{
    private readonly Dictionary<long, ClientBlocks> clients = [];

    public TextArena Text { get; } = new();

    /// <summary>Structs that others must precede, as an update; null when there are none.</summary>
    public byte[]? PendingStructs { get; set; }

    /// <summary>For each client that is waited for, the clock that must be passed.</summary>
    public Dictionary<long, int> PendingMissing { get; } = [];

    /// <summary>Deletions of structs that haven't arrived; null when there are none.</summary>
    public DeleteSet? PendingDeletes { get; set; }

    /// <summary>Clients that have structs, and those that structs only refer to.</summary>
    public Dictionary<long, ClientBlocks>.ValueCollection Clients => clients.Values;

    public ClientBlocks For(long client)
    {
        ref var blocks = ref CollectionsMarshal.GetValueRefOrAddDefault(clients, client, out _);
        return blocks ??= new ClientBlocks(client);
    }

    public ClientBlocks? Find(long client) => clients.GetValueOrDefault(client);

    public StateVector State()
    {
        var state = new StateVector();
        foreach (var blocks in clients.Values)
        {
            if (blocks.Count > 0)
                state[blocks.Client] = blocks.State;
        }

        return state;
    }

    /// <summary>What is deleted, as Yjs collects it from the structs.</summary>
    public DeleteSet Deletes()
    {
        var deletes = new DeleteSet();
        foreach (var blocks in clients.Values)
        {
            var items = blocks.Items;
            for (var i = 0; i < items.Length; i++)
            {
                if (!items[i].IsDeleted)
                    continue;
                var start = items[i].Clock;
                while (i + 1 < items.Length && items[i + 1].IsDeleted)
                    i++;
                deletes.RangesFor(blocks.Client).Add(new ClockRange(start, items[i].End - start));
            }
        }

        return deletes;
    }
}
