using System.Runtime.InteropServices;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <summary>What an update contains. It is what a server asks before it stores an update.</summary>
public sealed class UpdateSummary
{
    private readonly List<ClientRange> ranges = [];
    private readonly Dictionary<long, int> dependencies = [];

    private UpdateSummary()
    {
    }

    /// <summary>The clocks whose structs it contains, as consecutive ranges; gaps within a client make several.</summary>
    public IReadOnlyList<ClientRange> Ranges => ranges;

    /// <summary>What it deletes.</summary>
    public DeleteSet Deletes { get; } = new();

    /// <summary>How many structs it contains, gaps included.</summary>
    public int Structs { get; private set; }

    /// <summary>The client ids whose structs it contains; those of deletions are in <see cref="Deletes"/>.</summary>
    public IEnumerable<long> Clients => ranges.Select(range => range.Client).Distinct();

    /// <summary>Whether it contains nothing.</summary>
    public bool IsEmpty => ranges.Count == 0 && Deletes.IsEmpty;

    /// <summary>Whether it adds anything to a document: a struct that the state lacks, or a deletion that isn't made.</summary>
    /// <param name="state">The document's state vector.</param>
    /// <param name="deleted">What is deleted in the document.</param>
    public bool AddsTo(StateVector state, DeleteSet deleted)
    {
        foreach (var range in ranges)
        {
            if (range.End > state[range.Client])
                return true;
        }

        return !deleted.Includes(Deletes);
    }

    /// <summary>
    /// Whether everything that it builds on is in a document or in the update itself: clocks before its own, neighbours, parents and what it deletes.
    /// Otherwise a document keeps part of it until the rest arrives.
    /// </summary>
    /// <param name="state">The document's state vector.</param>
    public bool HasCausesIn(StateVector state) => HasCausesIn(client => state[client]);

    /// <inheritdoc cref="HasCausesIn(StateVector)"/>
    /// <param name="document">The document.</param>
    public bool HasCausesIn(YDoc document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return HasCausesIn(document.ClockOf);
    }

    private bool HasCausesIn(Func<long, int> clockOf)
    {
        var reached = new Dictionary<long, int>();
        foreach (var range in ranges)
        {
            ref var end = ref CollectionsMarshal.GetValueRefOrAddDefault(reached, range.Client, out var known);
            if (!known)
                end = clockOf(range.Client);
            if (range.Clock > end)
                return false;
            end = Math.Max(end, range.End);
        }

        bool Reaches(long client, int clock) => clock < (reached.TryGetValue(client, out var end) ? end : clockOf(client));

        return dependencies.All(pair => Reaches(pair.Key, pair.Value))
            && Deletes.Clients.All(client => Deletes.RangesOf(client) is var deleted && Reaches(client, deleted[^1].End - 1));
    }

    internal static UpdateSummary Of(ReadOnlySpan<byte> update, ReadBudget budget)
    {
        var summary = new UpdateSummary();
        var walker = new BlockWalker(update, budget);
        while (walker.MoveNext(out var block, out var place))
        {
            summary.Structs++;
            if (block.IsSkip)
                continue;
            summary.AddRange(block);
            if (block.IsItem)
                summary.AddDependencies(block.Client, place);
        }

        walker.ReadDeletes(summary.Deletes);
        summary.Deletes.SortAndMerge();
        return summary;
    }

    private void AddRange(in Block block)
    {
        if (ranges.Count > 0 && ranges[^1] is var last && last.Client == block.Client && last.End == block.Clock)
            ranges[^1] = last with { Length = last.Length + block.Length };
        else
            ranges.Add(new ClientRange(block.Client, block.Clock, block.Length));
    }

    private void AddDependencies(long client, in BlockPlace place)
    {
        AddDependency(client, place.OriginClient, place.OriginClock);
        AddDependency(client, place.RightOriginClient, place.RightOriginClock);
        AddDependency(client, place.ParentClient, place.ParentClock);
    }

    private void AddDependency(long client, long on, int clock)
    {
        // Those on the client itself are met by its clocks being consecutive.
        if (on < 0 || on == client)
            return;
        ref var greatest = ref CollectionsMarshal.GetValueRefOrAddDefault(dependencies, on, out var known);
        greatest = known ? Math.Max(greatest, clock) : clock;
    }
}
