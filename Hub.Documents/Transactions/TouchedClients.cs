using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>The clients whose structs a transaction adds, with their clocks before and after.</summary>
internal sealed class TouchedClients
{
    private const int Few = 8;
    private readonly List<Touch> touches = [];
    private Dictionary<ClientBlocks, int>? index;

    public int Count => touches.Count;

    public IReadOnlyList<Touch> All => touches;

    public void Add(Transaction transaction, ClientBlocks client)
    {
        // Another transaction may have added in between.
        client.LastTransaction = transaction;
        if (IndexOf(client) >= 0)
            return;
        touches.Add(new Touch(client, client.State, client.State));
        if (touches.Count > Few)
            (index ??= Index())[client] = touches.Count - 1;
    }

    /// <summary>The clock of a client before the transaction.</summary>
    public int Before(ClientBlocks client) => IndexOf(client) is >= 0 and var at ? touches[at].Before : client.State;

    /// <summary>Takes the clocks as they are when the transaction ends.</summary>
    public void End()
    {
        for (var i = 0; i < touches.Count; i++)
            touches[i] = touches[i] with { After = touches[i].Client.State };
    }

    private Dictionary<ClientBlocks, int> Index()
    {
        var all = new Dictionary<ClientBlocks, int>();
        for (var i = 0; i < touches.Count; i++)
            all[touches[i].Client] = i;
        return all;
    }

    private int IndexOf(ClientBlocks client)
    {
        if (index is not null)
            return index.GetValueOrDefault(client, -1);
        for (var i = 0; i < touches.Count; i++)
        {
            if (touches[i].Client == client)
                return i;
        }

        return -1;
    }

    internal readonly record struct Touch(ClientBlocks Client, int Before, int After);
}
