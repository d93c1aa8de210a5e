namespace RealtimeHub.Documents.Codec;

/// <summary>One of the updates that are merged, and the struct of it that comes next. Skips are passed over.</summary>
internal struct MergeSource
{
    public ReadOnlyMemory<byte> Update;
    public Block Current;
    public bool HasCurrent;

    /// <summary>Orders sources that are at the same clock; see <see cref="MergeQueue"/>.</summary>
    public int Order;
    private WalkState state;

    public static MergeSource Open(ReadOnlyMemory<byte> update, int order, ReadBudget budget)
    {
        var source = new MergeSource { Update = update, Order = order };
        var reader = new ByteReader(update.Span);
        source.state = WalkState.Start(ref reader, budget);
        source.Advance(budget);
        return source;
    }

    public void Advance(ReadBudget budget)
    {
        var reader = new ByteReader(Update.Span, state.Position);
        do
        {
            HasCurrent = state.MoveNext(ref reader, budget, out Current, out _);
        }
        while (HasCurrent && Current.IsSkip);
    }

    /// <summary>Reads the delete set, which follows the last struct.</summary>
    public readonly void ReadDeletes(ReadBudget budget, DeleteSet deletes)
    {
        var reader = new ByteReader(Update.Span, state.Position);
        DeleteSetCodec.Read(ref reader, budget, deletes);
        reader.ExpectEnd();
    }
}
