using System.Text;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Redis.Format;
using RealtimeHub.Server.Engines.Redis.Scripts;
using RealtimeHub.Server.Engines.Redis.Slices;
using RealtimeHub.Shared;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Reading;

/// <summary>Answers reads from what Redis has stored.</summary>
internal sealed class RedisReads(SliceTable slices)
{
    // Lua's numbers are exact up to here.
    private const long Most = 1L << 53;

    public async Task<LogPage> ReadLogAsync(ChannelName channel, LogQuery query)
    {
        RedisValue[] arguments = ["", 0, OrNone(query.After), OrNone(query.Before), query.Limit, Math.Min(query.MaxBytes, Most)];
        var reply = await slices.RunAsync(RedisScript.ReadLog, channel, arguments, writes: false);
        var (head, first) = ((long)reply.Values[3], (long)reply.Values[4]);
        var found = (RedisResult[])reply.Values[6]!;
        var publications = new Publication[found.Length];
        for (var i = 0; i < found.Length; i++)
            publications[query.After is null ? found.Length - 1 - i : i] = Shown(channel, (RedisResult[])found[i]!);
        return new LogPage { Epoch = reply.Epoch, Head = head, FirstOffset = first, Publications = publications, HasMore = (int)reply.Values[5] == 1 };
    }

    public async Task<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query)
    {
        var reply = await slices.RunAsync(RedisScript.ReadState, channel, ArgumentsOf(query), writes: false);
        var entries = ((RedisResult[])reply.Values[6]!).Select(value => Guarded(() => DraftRecord.ReadValue(channel, (byte[])value!))).ToList();
        var hasMore = (int)reply.Values[5] == 1;
        if (query.Keys is not null)
            hasMore = ChosenKeys.Page(entries, query);
        return new KeyPage { Epoch = reply.Epoch, Head = (long)reply.Values[3], ForgottenUpTo = (long)reply.Values[4], Entries = entries, HasMore = hasMore };
    }

    private static RedisValue[] ArgumentsOf(StateQuery query)
    {
        if (query.Keys is { } chosen)
            return ["", 0, "these", .. chosen.Distinct(StringComparer.Ordinal).Select(key => (RedisValue)key)];
        RedisValue limit = query.Limit, bytes = Math.Min(query.MaxBytes, Most), prefix = query.Prefix ?? "";
        if (query.ChangedAfter is { } after)
            return ["", 0, "changes", Math.Max(after, -1), prefix, limit, bytes];
        var bounds = KeyBounds.Of(query);
        byte[] from = [(byte)(bounds.TakesLowest ? '[' : '('), .. bounds.Lowest];
        return ["", 0, "keys", from, prefix, limit, bytes];
    }

    private static Publication Shown(ChannelName channel, RedisResult[] entry) => Guarded(() =>
    {
        var publication = DraftRecord.Read(channel, (long)entry[0], (long)entry[1], (byte[])entry[2]!);
        // An edited text must not come back out of the log: the publication stays, its data is the key's present one.
        return entry.Length > 3 ? publication with { Data = DraftRecord.Read(channel, 0, 0, (byte[])entry[3]!).Data } : publication;
    });

    private static Publication Guarded(Func<Publication> read)
    {
        try
        {
            return read();
        }
        catch (DamagedException e)
        {
            throw new EngineUnavailableException("what Redis has stored of the channel can't be read", e);
        }
    }

    private static RedisValue OrNone(long? offset) => offset is { } there ? Math.Min(there, Most) : "";
}

/// <summary>Makes a page of values that were asked for by their keys.</summary>
internal static class ChosenKeys
{
    /// <summary>Leaves what the query wants, in its order, and returns whether there is more.</summary>
    public static bool Page(List<Publication> entries, StateQuery query)
    {
        var bounds = KeyBounds.Of(query);
        var wanted = entries.Where(entry => bounds.Take(Encoding.UTF8.GetBytes(entry.Key!)) && (query.ChangedAfter is { } after ? entry.Offset > after : entry.Removed is null));
        var ordered = (query.ChangedAfter is null
            ? wanted.OrderBy(entry => Encoding.UTF8.GetBytes(entry.Key!), Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)))
            : wanted.OrderBy(entry => entry.Offset)).ToList();
        entries.Clear();
        var page = new PageLimit(query.Limit, query.MaxBytes);
        foreach (var entry in ordered)
        {
            var together = query.ChangedAfter is not null && entries.Count > 0 && entries[^1].Offset == entry.Offset;
            if (!page.Takes(entry.Data.Length) && !together)
                return true;
            entries.Add(entry);
        }

        return false;
    }
}
