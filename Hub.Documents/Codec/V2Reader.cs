namespace RealtimeHub.Documents.Codec;

/// <summary>The columns of an update in format v2 (yjs, src/utils/UpdateDecoder.js).</summary>
internal ref struct V2Reader
{
    private readonly List<string> keys = [];
    private DifferenceNumbers keyClocks;
    private RepeatedNumbers clients;
    private DifferenceNumbers leftClocks;
    private DifferenceNumbers rightClocks;
    private RepeatedBytes infos;
    private JoinedStrings strings;
    private RepeatedBytes parentInfos;
    private RepeatedNumbers typeRefs;
    private RepeatedNumbers lengths;

    public V2Reader(ReadOnlySpan<byte> update)
    {
        var reader = new ByteReader(update);
        if (reader.ReadVarUint() is var features && features != 0)
            Fault.Malformed($"update: format v2 with unknown features {features}");
        keyClocks = new DifferenceNumbers(reader.ReadVarBytes());
        clients = new RepeatedNumbers(reader.ReadVarBytes());
        leftClocks = new DifferenceNumbers(reader.ReadVarBytes());
        rightClocks = new DifferenceNumbers(reader.ReadVarBytes());
        infos = new RepeatedBytes(reader.ReadVarBytes());
        strings = new JoinedStrings(reader.ReadVarBytes());
        parentInfos = new RepeatedBytes(reader.ReadVarBytes());
        typeRefs = new RepeatedNumbers(reader.ReadVarBytes());
        lengths = new RepeatedNumbers(reader.ReadVarBytes());
        Rest = new ByteReader(update, reader.Position);
    }

    /// <summary>What is in no column: counts, first clocks, values and the delete set.</summary>
    public ByteReader Rest;

    public long Client() => clients.Next();

    public long LeftClock() => leftClocks.Next();

    public long RightClock() => rightClocks.Next();

    public byte Info() => infos.Next();

    public byte ParentInfo() => parentInfos.Next();

    public long TypeRef() => typeRefs.Next();

    public long Length() => lengths.Next();

    public ReadOnlySpan<char> Text() => strings.Next();

    /// <summary>A string that is given once and then by its number.</summary>
    public ReadOnlySpan<char> Key()
    {
        var number = keyClocks.Next();
        if (number < keys.Count)
            return keys[(int)number];
        var key = strings.Next();
        keys.Add(key.ToString());
        return key;
    }
}
