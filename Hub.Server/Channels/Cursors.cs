using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// How far each user has read, kept as the state of <c>sys:cursors/&lt;userId&gt;</c>. A position counts at once and is
/// written at most once a second, so that reading along doesn't write with every message.
/// </summary>
internal sealed partial class Cursors : IAsyncDisposable
{
    public const string CursorType = "cursor.moved";
    private const int MaxChannels = 200;
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, CursorSet> sets = new(StringComparer.Ordinal);
    private readonly Namespaces namespaces;
    private readonly ChannelAccess access;
    private readonly IEngine engine;
    private readonly ChannelAppender appender;
    private readonly FrozenDictionary<string, IReadCounter> counters;
    private readonly ILogger<Cursors> logger;
    private readonly ITimer timer;

    public Cursors(
        Namespaces namespaces,
        ChannelAccess access,
        IEngine engine,
        ChannelAppender appender,
        IEnumerable<IReadCounter> counters,
        TimeProvider time,
        ILogger<Cursors> logger)
    {
        this.counters = counters.ToFrozenDictionary(counter => counter.Namespace, StringComparer.Ordinal);
        this.namespaces = namespaces;
        this.access = access;
        this.engine = engine;
        this.appender = appender;
        this.logger = logger;
        timer = time.CreateTimer(static cursors => _ = ((Cursors)cursors!).WriteAsync(), this, WriteInterval, WriteInterval);
    }

    public static ChannelName ChannelOf(string userId) => ChannelName.Of("sys", "cursors/" + userId);

    public async ValueTask<Outcome<MarkReadResult>> MarkAsync(ChannelCaller caller, MarkReadRequest request, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } user)
            return Refusal.NoUser(nameof(IChannelMethods.MarkRead));
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        refusal = FieldRules.Offset("offset", request.Offset) ?? await access.CheckAsync(caller, channel, ChannelRights.Subscribe, cancellationToken);
        if (refusal is not null)
            return refusal;
        var head = await HeadAsync(channel, cancellationToken);

        // Nothing can have been read where nothing was published; made-up names are not kept.
        if (head == 0)
            return new MarkReadResult(0, 0);
        while (true)
        {
            var set = await LoadAsync(user, cancellationToken);
            if (set.IsFull(channel))
                return Refusal.LimitExceeded($"you have read positions in {CursorSet.MaxChannels} channels, which is the limit", CursorSet.MaxChannels, CursorSet.MaxChannels + 1);
            var offset = set.Advance(channel, Math.Min(request.Offset, head));

            // A set that was let go as idle meanwhile is never written: the position goes into the one that took its place.
            if (sets.GetValueOrDefault(user) == set)
                return new MarkReadResult(offset, (await CountAsync(user, channel, offset, cancellationToken)).Unread);
        }
    }

    public async ValueTask<Outcome<ReadCursorsResult>> ReadAsync(ChannelCaller caller, ReadCursorsRequest request, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } user)
            return Refusal.NoUser(nameof(IChannelMethods.ReadCursors));
        if (request.Channels is { Count: > MaxChannels })
            return Refusal.BadRequest("channels", $"channels has {request.Channels.Count} entries; the limit is {MaxChannels}", MaxChannels, request.Channels.Count);
        var set = await LoadAsync(user, cancellationToken);
        return request.Channels is null
            ? await ReadMarkedAsync(caller, set, cancellationToken)
            : await ReadNamedAsync(caller, set, request.Channels, cancellationToken);
    }

    /// <summary>Writes what has moved since the last time.</summary>
    public async Task WriteAsync()
    {
        foreach (var (user, set) in sets)
        {
            var moved = set.TakeMoved();
            if (moved.Count == 0)
            {
                // A set that nothing happened to for an interval is read again when it is needed.
                if (set.IsIdle)
                    sets.TryRemove(new KeyValuePair<string, CursorSet>(user, set));
                continue;
            }

            try
            {
                await appender.AppendAsync(ChannelOf(user), [.. moved.Select(DraftOf)]);
            }
            catch (Exception error) when (error is EngineUnavailableException or ObjectDisposedException)
            {
                set.PutBack(moved);
                LogNotWritten(error);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        await WriteAsync();
    }

    private static Draft DraftOf(KeyValuePair<ChannelName, long> moved) => new()
    {
        Type = CursorType,
        Key = moved.Key.Value,
        Data = Payload.FromJson($$"""{"offset":{{moved.Value}}}"""),
    };

    private static int Unread(long head, long offset) => (int)Math.Min(int.MaxValue, Math.Max(0, head - offset));

    private async ValueTask<ReadCursorsResult> ReadMarkedAsync(ChannelCaller caller, CursorSet set, CancellationToken cancellationToken)
    {
        var cursors = new List<Cursor>();
        foreach (var (channel, offset) in set.All())
        {
            if (await access.CheckAsync(caller, channel, ChannelRights.Subscribe, cancellationToken) is null)
                cursors.Add(await CountAsync(caller.UserId!, channel, offset, cancellationToken));
        }

        var marked = cursors.Select(cursor => cursor.Channel).ToHashSet();
        foreach (var counter in counters.Values)
        {
            foreach (var channel in await counter.FollowedAsync(caller.UserId!, cancellationToken))
            {
                if (marked.Add(channel) && await access.CheckAsync(caller, channel, ChannelRights.Subscribe, cancellationToken) is null)
                    cursors.Add(await CountAsync(caller.UserId!, channel, null, cancellationToken));
            }
        }

        return new ReadCursorsResult(cursors);
    }

    private async ValueTask<Outcome<ReadCursorsResult>> ReadNamedAsync(ChannelCaller caller, CursorSet set, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var cursors = new List<Cursor>();
        for (var i = 0; i < names.Count; i++)
        {
            if (namespaces.Parse(names[i]).IsRefused(out var refusal, out var channel))
                return refusal.At(i);
            if (await access.CheckAsync(caller, channel, ChannelRights.Subscribe, cancellationToken) is { } denied)
                return denied.At(i);
            cursors.Add(await CountAsync(caller.UserId!, channel, set.Find(channel), cancellationToken));
        }

        return new ReadCursorsResult(cursors);
    }

    private async ValueTask<Cursor> CountAsync(string user, ChannelName channel, long? offset, CancellationToken cancellationToken)
    {
        if (counters.GetValueOrDefault(channel.Namespace) is { } counter)
            return await counter.CountAsync(user, channel, offset, cancellationToken);
        var from = offset ?? 0;
        return new Cursor(channel, from, Unread(await HeadAsync(channel, cancellationToken), from));
    }

    private async ValueTask<long> HeadAsync(ChannelName channel, CancellationToken cancellationToken) =>
        (await engine.ReadLogAsync(channel, new LogQuery { Limit = 1 }, cancellationToken)).Head;

    private async ValueTask<CursorSet> LoadAsync(string user, CancellationToken cancellationToken)
    {
        if (sets.TryGetValue(user, out var held))
            return held;
        var stored = new Dictionary<ChannelName, long>();
        string? afterKey = null;
        do
        {
            var page = await engine.ReadStateAsync(ChannelOf(user), new StateQuery { AfterKey = afterKey, Limit = 1_000 }, cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (ChannelName.TryParse(entry.Key, out var channel, out _) && namespaces.Has(channel))
                    stored[channel] = OffsetOf(entry.Data);
            }

            afterKey = page.HasMore ? page.Entries[^1].Key : null;
        }
        while (afterKey is not null);
        return sets.GetOrAdd(user, new CursorSet(stored));
    }

    private static long OffsetOf(Payload data)
    {
        using var document = JsonDocument.Parse(data.Bytes);
        return document.RootElement.GetProperty("offset").GetInt64();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Read positions could not be written; they are kept and tried again.")]
    private partial void LogNotWritten(Exception error);
}
