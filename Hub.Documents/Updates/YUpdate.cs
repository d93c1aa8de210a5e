using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <summary>
/// What can be done with updates of Yjs without building a document. Updates are in format v1, as <c>Y.encodeStateAsUpdate</c> and the event
/// <c>update</c> give them; <see cref="ConvertFromV2"/> makes them of format v2. All functions are pure and safe to call from any thread.
/// The algorithms are those of yjs by Kevin Jahns (src/utils/updates.js), and results are equal to its byte for byte.
/// </summary>
public static class YUpdate
{
    /// <summary>The update that changes nothing.</summary>
    public static ReadOnlyMemory<byte> Empty { get; } = new byte[] { 0, 0 };

    /// <summary>Checks an update and gives what it contains: clients, clock ranges, deletions and what it depends on.</summary>
    /// <param name="update">The update.</param>
    /// <param name="limits">What it may contain.</param>
    /// <exception cref="InvalidUpdateException">It is malformed or exceeds a limit.</exception>
    public static UpdateSummary Inspect(ReadOnlySpan<byte> update, UpdateLimits limits) => UpdateSummary.Of(update, new ReadBudget(limits));

    /// <summary>Merges updates to one that has the same effect as all of them, in whatever order.</summary>
    /// <param name="updates">The updates; duplicates and overlaps are fine. They must fit each other, as those of one document do.</param>
    /// <returns>The merged update; <see cref="Empty"/> when there is none.</returns>
    /// <exception cref="InvalidUpdateException">One of them is malformed.</exception>
    public static byte[] Merge(IReadOnlyList<ReadOnlyMemory<byte>> updates)
    {
        if (updates.Count == 1)
        {
            Inspect(updates[0].Span, UpdateLimits.Trusted);
            return updates[0].ToArray();
        }

        using var merger = new UpdateMerger(updates);
        return merger.Merge();
    }

    /// <summary>The state vector of an update that starts with each client's first clock, such as a snapshot.</summary>
    /// <remarks>Clients whose clocks don't start at 0 are left out, and what follows a gap is not counted.</remarks>
    /// <exception cref="InvalidUpdateException">The update is malformed.</exception>
    public static StateVector StateVectorOf(ReadOnlySpan<byte> update)
    {
        var walker = new BlockWalker(update, new ReadBudget(UpdateLimits.Trusted));
        var state = new StateVector();
        while (walker.MoveNext(out var block, out _))
        {
            if (!block.IsSkip && block.Clock == state[block.Client])
                state[block.Client] = block.ClockEnd;
        }

        walker.ReadDeletes(new DeleteSet());
        return state;
    }

    /// <summary>What of an update a state vector lacks. All deletions stay in it, because a state vector doesn't know them.</summary>
    /// <exception cref="InvalidUpdateException">The update is malformed.</exception>
    public static byte[] Diff(ReadOnlySpan<byte> update, StateVector state) => UpdateDiff.Diff(update, state);

    /// <summary>Converts an update of format v2, as the event <c>updateV2</c> gives it, to format v1.</summary>
    /// <param name="update">The update in format v2.</param>
    /// <param name="limits">What it may contain, in bytes also once it is converted; those for untrusted updates when null.</param>
    /// <exception cref="InvalidUpdateException">It is malformed or exceeds a limit.</exception>
    public static byte[] ConvertFromV2(ReadOnlySpan<byte> update, UpdateLimits? limits = null) => V2Converter.Convert(update, limits ?? UpdateLimits.Untrusted);
}
