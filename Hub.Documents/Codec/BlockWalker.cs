namespace RealtimeHub.Documents.Codec;

/// <summary>How far the structs of an update were read.</summary>
internal struct WalkState
{
    public int Position;
    public int ClientsLeft;
    public int StructsLeft;
    public long Client;
    public int Clock;

    public static WalkState Start(ref ByteReader reader, ReadBudget budget)
    {
        budget.CheckSize(reader.Bytes.Length);
        var clients = reader.ReadCount(3, "clients");
        budget.TakeClients(clients);
        return new WalkState { ClientsLeft = clients, Position = reader.Position, Client = long.MaxValue };
    }

    /// <summary>Reads the next struct; false at the end, where the delete set starts.</summary>
    public bool MoveNext(ref ByteReader reader, ReadBudget budget, out Block block, out BlockPlace place)
    {
        while (StructsLeft == 0)
        {
            if (ClientsLeft == 0)
            {
                block = default;
                place = default;
                Position = reader.Position;
                return false;
            }

            StartClient(ref reader, budget);
        }

        StructsLeft--;
        BlockReader.Read(ref reader, Client, Clock, budget, out block, out place);
        Clock = block.ClockEnd;
        Position = reader.Position;
        return true;
    }

    private void StartClient(ref ByteReader reader, ReadBudget budget)
    {
        ClientsLeft--;
        StructsLeft = reader.ReadCount(2, "structs");
        budget.TakeStructs(StructsLeft);
        var client = reader.ReadVarUint();
        Clock = reader.ReadClock();

        // Every implementation writes them so. Otherwise Yjs loses structs when it merges, and of two lists of a client it takes one.
        if (client >= Client)
            Fault.Malformed($"update: client {client} follows client {Client}; greater ids come first, each once");
        Client = client;
    }
}

/// <summary>Goes over the structs of one update.</summary>
internal ref struct BlockWalker
{
    private readonly ReadBudget budget;
    private ByteReader reader;
    private WalkState state;

    public BlockWalker(ReadOnlySpan<byte> update, ReadBudget budget)
    {
        this.budget = budget;
        reader = new ByteReader(update);
        state = WalkState.Start(ref reader, budget);
    }

    public bool MoveNext(out Block block, out BlockPlace place) => state.MoveNext(ref reader, budget, out block, out place);

    /// <summary>Reads what follows the structs, to the end of the update.</summary>
    public void ReadDeletes(DeleteSet deletes)
    {
        DeleteSetCodec.Read(ref reader, budget, deletes);
        reader.ExpectEnd();
    }
}
