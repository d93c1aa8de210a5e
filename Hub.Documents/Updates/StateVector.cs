using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <summary>For each client the next clock that is expected from it: everything before is present.</summary>
public sealed class StateVector : IEquatable<StateVector>
{
    private readonly Dictionary<long, int> clocks = [];

    /// <summary>Creates an empty state vector: that of an empty document.</summary>
    public StateVector()
    {
    }

    /// <summary>How many clients have a clock above 0.</summary>
    public int Count => clocks.Count;

    /// <summary>The clients, in no order.</summary>
    public IReadOnlyCollection<long> Clients => clocks.Keys;

    /// <summary>The next clock of a client; 0 for an unknown client.</summary>
    public int this[long client]
    {
        get => clocks.GetValueOrDefault(client);
        internal set => clocks[client] = value;
    }

    /// <summary>Reads an encoded state vector.</summary>
    /// <param name="encoded">What <c>Y.encodeStateVector</c> or <see cref="Encode"/> gave.</param>
    /// <param name="limits">The limits for its size and its clients; those for untrusted updates when null.</param>
    /// <exception cref="InvalidUpdateException">The bytes are malformed or exceed a limit.</exception>
    public static StateVector Decode(ReadOnlySpan<byte> encoded, UpdateLimits? limits = null)
    {
        var budget = new ReadBudget(limits ?? UpdateLimits.Untrusted);
        budget.CheckSize(encoded.Length);
        var reader = new ByteReader(encoded);
        var count = reader.ReadCount(2, "clients");
        budget.TakeClients(count);
        var state = new StateVector();
        for (; count > 0; count--)
        {
            var client = reader.ReadVarUint();
            state.clocks[client] = reader.ReadClock();
        }

        reader.ExpectEnd();
        return state;
    }

    /// <summary>Encodes it as <c>Y.encodeStateVector</c> does, clients with greater ids first.</summary>
    public byte[] Encode()
    {
        using var writer = new ByteWriter();
        writer.WriteVarUint(clocks.Count);
        foreach (var (client, clock) in clocks.OrderByDescending(pair => pair.Key))
        {
            writer.WriteVarUint(client);
            writer.WriteVarUint(clock);
        }

        return writer.ToArray();
    }

    /// <summary>Whether everything that another state has is present here too. Deletions are not part of a state vector.</summary>
    public bool Includes(StateVector other)
    {
        foreach (var (client, clock) in other.clocks)
        {
            if (this[client] < clock)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(StateVector? other) => other is not null && Includes(other) && other.Includes(this);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StateVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var (client, clock) in clocks)
            hash ^= clock == 0 ? 0 : HashCode.Combine(client, clock);
        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", clocks.OrderByDescending(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"));
}
