using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Model;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>
/// Whether users may still read the feeds of their alerts. Their tokens say it: those of their connections, or, while they have none, the newest
/// one that they came with. Its grants are stored, so that they count after a restart.
/// </summary>
internal sealed partial class AlertRights(AlertStore store, UserAlerts users, UserConnections connections, ChannelAccess access, ILogger<AlertRights> logger)
    : ITokenListener, IDisposable
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ChannelGrant>> newest = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim writing = new(1);

    /// <summary>Takes what was stored.</summary>
    public void Restore(StoredRights stored) => newest.TryAdd(stored.UserId, stored.Grants);

    /// <summary>Whether a user may read a feed, now.</summary>
    public async ValueTask<bool> MayReadAsync(string userId, string feed, CancellationToken cancellationToken)
    {
        var callers = connections.Of(userId).Select(connection => connection.Caller).ToList();
        if (callers.Count == 0)
            callers.Add(new ChannelCaller("", userId, null) { Grants = newest.GetValueOrDefault(userId, []) });
        foreach (var caller in callers)
        {
            if (await access.CheckAsync(caller, FeedChannels.Of(feed), ChannelRights.Subscribe, cancellationToken) is null)
                return true;
        }

        return false;
    }

    /// <summary>Notes the grants of a user who has alerts.</summary>
    public async ValueTask NoteAsync(ChannelCaller caller, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } userId)
            return;
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (users.CountOf(userId) == 0 || (newest.TryGetValue(userId, out var known) && known.SequenceEqual(caller.Grants)))
                return;
            newest[userId] = caller.Grants;
            await store.WriteAsync(new StoredRights(userId, caller.Grants), cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Forgets the grants of a user who has no alerts any more.</summary>
    public async ValueTask ForgetAsync(string userId, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (users.CountOf(userId) == 0 && newest.TryRemove(userId, out _))
                await store.RemoveRightsAsync(userId, cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask OnTokenAsync(ChannelCaller caller, CancellationToken cancellationToken)
    {
        try
        {
            await NoteAsync(caller, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // It counts now, and is written with the next token that differs.
            LogNotWritten(error);
        }
    }

    public void Dispose() => writing.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a user with alerts may read could not be written; after a restart the rights of before count.")]
    private partial void LogNotWritten(Exception error);
}
