namespace RealtimeHub.Documents.Codec;

/// <summary>The delete set of update format v1, at the end of each update.</summary>
internal static class DeleteSetCodec
{
    /// <summary>Adds what is read to a set, which is then no longer in order.</summary>
    public static void Read(ref ByteReader reader, ReadBudget budget, DeleteSet deletes)
    {
        var clients = reader.ReadCount(2, "clients with deleted ranges");
        budget.TakeClients(clients);
        for (; clients > 0; clients--)
        {
            var client = reader.ReadVarUint();
            var count = reader.ReadCount(2, "deleted ranges");
            budget.TakeStructs(count);
            if (count == 0)
                continue;

            var ranges = deletes.RangesFor(client);
            for (; count > 0; count--)
                ranges.Add(ReadRange(ref reader));
        }
    }

    public static void Write(ByteWriter writer, DeleteSet deletes)
    {
        writer.WriteVarUint(deletes.Lists.Count);
        foreach (var (client, ranges) in deletes.Lists.OrderByDescending(pair => pair.Key))
        {
            writer.WriteVarUint(client);
            writer.WriteVarUint(ranges.Count);
            foreach (var range in ranges)
            {
                writer.WriteVarUint(range.Clock);
                writer.WriteVarUint(range.Length);
            }
        }
    }

    private static ClockRange ReadRange(ref ByteReader reader)
    {
        var clock = reader.ReadClock();
        var length = reader.ReadClock();
        if (length > int.MaxValue - clock)
            Fault.Limit($"update: deleted range before byte {reader.Position} ends above {int.MaxValue}");
        return new ClockRange(clock, length);
    }
}
