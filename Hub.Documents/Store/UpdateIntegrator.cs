using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>
/// Takes updates into a document: structs after those that they depend on, then deletions. What depends on structs that haven't
/// arrived is kept and tried again, as in yjs (src/utils/encoding.js).
/// </summary>
internal sealed class UpdateIntegrator(YDoc document)
{
    private readonly UpdateReader reader = new(document);
    private readonly ItemIntegrator items = new();
    private readonly Stack<Item> waiting = new();
    private readonly Dictionary<ClientBlocks, List<Item>> rest = [];
    private readonly Dictionary<long, int> missing = [];

    private BlockStore Store => document.Store;

    public ItemIntegrator Items => items;

    public void Apply(Transaction transaction, ReadOnlySpan<byte> update, UpdateLimits limits)
    {
        transaction.WorkLeft = limits.MaxWork;
        ApplyOnce(transaction, update, new ReadBudget(limits));
        while (Store.PendingStructs is { } pending && Store.PendingMissing.Any(pair => pair.Value < (Store.Find(pair.Key)?.State ?? 0)))
        {
            Store.PendingStructs = null;
            Store.PendingMissing.Clear();
            ApplyOnce(transaction, pending, new ReadBudget(UpdateLimits.Trusted));
        }
    }

    private void ApplyOnce(Transaction transaction, ReadOnlySpan<byte> update, ReadBudget budget)
    {
        var deletes = new DeleteSet();
        var incoming = reader.Read(update, budget, deletes);
        try
        {
            // Only now that all of it was read: what a refused update brings must not be found by later ones.
            foreach (var blocks in incoming)
                blocks.Client.Incoming = blocks;
            Integrate(transaction, incoming);
        }
        finally
        {
            foreach (var blocks in incoming)
                blocks.Client.Incoming = null;
            waiting.Clear();
        }

        KeepRest();
        if (Store.PendingDeletes is { } pending)
            deletes.UnionWith(pending);
        var unapplied = DeleteApplier.Apply(transaction, deletes);
        Store.PendingDeletes = unapplied.IsEmpty ? null : unapplied;
    }

    /// <summary>Integrates what it can; the order of the clients is that of Yjs, greatest first.</summary>
    private void Integrate(Transaction transaction, List<IncomingBlocks> incoming)
    {
        var left = incoming.Count;
        IncomingBlocks? current = null;
        while (true)
        {
            Item next;
            if (waiting.TryPop(out var waited))
            {
                next = waited;
            }
            else
            {
                while (left > 0 && (current is null || current.IsExhausted))
                    current = incoming[--left];
                if (current is null || current.IsExhausted)
                    return;
                next = current.Take();
            }

            IntegrateOne(transaction, next);
        }
    }

    private void IntegrateOne(Transaction transaction, Item item)
    {
        while (item.Kind != ContentKind.Skip)
        {
            var known = item.Client.State - item.Clock;
            if (known >= item.Length)
                return;
            if (known > 0)
                item.CutKnown(known);
            if (Missing(item) is not var (client, _))
            {
                Take(transaction, item);
                return;
            }

            waiting.Push(item);
            if (known < 0 || client.Incoming is null or { IsExhausted: true })
            {
                KeepWaiting();
                return;
            }

            item = client.Incoming.Take();
        }
    }

    /// <summary>The client and clock of a struct that hasn't arrived and must precede the item; null when all are there.</summary>
    private static (ClientBlocks Client, int Clock)? Missing(Item item)
    {
        if (item.Clock > item.Client.State)
            return (item.Client, item.Clock - 1);
        return item.IsGc ? null : ItemPlacer.FindMissing(item);
    }

    private void Take(Transaction transaction, Item item)
    {
        if (!item.IsGc)
            ItemPlacer.Resolve(transaction, item);
        items.Integrate(transaction, item);
    }

    private void Miss(ClientBlocks client, int clock)
    {
        if (!missing.TryGetValue(client.Client, out var least) || least > clock)
            missing[client.Client] = clock;
    }

    /// <summary>What waits can't be integrated, and nothing that follows it of the same clients.</summary>
    private void KeepWaiting()
    {
        foreach (var item in waiting.Reverse())
        {
            if (Missing(item) is var (client, clock))
                Miss(client, clock);

            // Other structs with its clocks may come, which don't wait: then this one isn't needed, and what follows it may be taken.
            Miss(item.Client, item.Clock);

            // In a circle of dependencies a client waits twice; the first time has all.
            if (item.Client.Incoming is not { } incoming)
                continue;
            rest[item.Client] = incoming.TakeRest(item);
            item.Client.Incoming = null;
        }

        waiting.Clear();
    }

    private void KeepRest()
    {
        if (rest.Count == 0)
            return;
        var update = StateEncoder.Encode(rest);
        Store.PendingStructs = Store.PendingStructs is { } pending ? YUpdate.Merge([pending, update]) : update;
        foreach (var (client, clock) in missing)
            Store.PendingMissing[client] = Math.Min(clock, Store.PendingMissing.GetValueOrDefault(client, int.MaxValue));
        rest.Clear();
        missing.Clear();
    }
}
