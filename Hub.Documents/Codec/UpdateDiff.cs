namespace RealtimeHub.Documents.Codec;

/// <summary>What of an update a state vector lacks, as yjs's <c>diffUpdate</c> gives it (src/utils/updates.js).</summary>
internal static class UpdateDiff
{
    public static byte[] Diff(ReadOnlySpan<byte> update, StateVector state)
    {
        var walker = new BlockWalker(update, new ReadBudget(UpdateLimits.Trusted));
        using var writer = new SectionWriter();
        long client = -1;
        var started = false;
        while (walker.MoveNext(out var block, out _))
        {
            if (block.Client != client)
                (client, started) = (block.Client, false);
            if (started)
            {
                writer.Write(update, block, 0);
                continue;
            }

            // What is written first must not be a skip.
            var known = state[client];
            if (block.IsSkip || block.ClockEnd <= known)
                continue;
            writer.Write(update, block, Math.Max(known - block.Clock, 0));
            started = true;
        }

        var deletes = new DeleteSet();
        walker.ReadDeletes(deletes);
        return writer.Finish(deletes);
    }
}
