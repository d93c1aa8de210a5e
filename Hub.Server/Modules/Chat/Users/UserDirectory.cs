using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Users;

/// <summary>
/// The users who ever used chat here and what they are called, kept in <c>sys:users</c>: one key for each user, and one for
/// each name so that users are found by it without an index in memory.
/// </summary>
internal sealed partial class UserDirectory(IModuleChannels channels, TimeProvider time, ILogger<UserDirectory> logger)
{
    /// <summary>How long another node may go on using a name after it was changed.</summary>
    public static readonly TimeSpan CacheAge = TimeSpan.FromSeconds(10);

    private const int MaxCached = 10_000;
    private const int MaxFound = 20;
    private readonly ConcurrentDictionary<string, (UserRecord Record, long ReadTime)> cache = new(StringComparer.Ordinal);

    /// <summary>The user as chat shows one, noted on first use and when the name in the token changed.</summary>
    public async ValueTask<ChatUser> MeetAsync(string userId, string? tokenName, CancellationToken cancellationToken)
    {
        tokenName = tokenName is null ? null : VisibleText.WithoutHidden(tokenName);
        if (Cached(userId) is { } cached)
            return new ChatUser(userId, cached.ChosenName ?? tokenName);
        try
        {
            var record = await LoadAsync(userId, cancellationToken);
            if (record is not null && record.TokenName == tokenName)
                Remember(userId, record);
            else
                await WriteAsync(userId, record, (record ?? new UserRecord(null)) with { TokenName = tokenName }, cancellationToken);
            return new ChatUser(userId, record?.ChosenName ?? tokenName);
        }
        catch (EngineUnavailableException error)
        {
            // Reading rooms must work while nothing can be written.
            LogNotNoted(error);
            return new ChatUser(userId, tokenName);
        }
    }

    public async ValueTask<bool> IsKnownAsync(string userId, CancellationToken cancellationToken) =>
        await ReadAsync(userId, cancellationToken) is not null;

    /// <summary>What is kept of a user; null for an unknown one.</summary>
    public async ValueTask<UserRecord?> ReadAsync(string userId, CancellationToken cancellationToken) =>
        Cached(userId) ?? await LoadAsync(userId, cancellationToken);

    /// <summary>Replaces what is kept of a user.</summary>
    public async ValueTask WriteAsync(string userId, UserRecord? before, UserRecord after, CancellationToken cancellationToken)
    {
        var entries = new List<Draft> { ChatData.Note(ChatChannels.UserKey(userId), after, ChatJson.Default.UserRecord) };
        if (before?.Name is { Length: > 0 } old && old != after.Name)
            entries.Add(ChatData.NoNote(NameKey(old, userId)));
        if (after.Name is { Length: > 0 } name)
            entries.Add(ChatData.Note(NameKey(name, userId), new UserNameRecord(name), ChatJson.Default.UserNameRecord));
        await channels.AppendAsync(ChatChannels.Users, entries, cancellationToken: cancellationToken);
        Remember(userId, after);
    }

    /// <summary>The user with an id, then those with a name, whatever its case and accents.</summary>
    public async ValueTask<IReadOnlyList<ChatUser>> FindAsync(string query, CancellationToken cancellationToken)
    {
        var found = new List<ChatUser>();
        if (await ReadAsync(query, cancellationToken) is { } byId)
            found.Add(new ChatUser(query, byId.Name));
        var prefix = NameKey(query, "");
        var page = await channels.ReadStateAsync(ChatChannels.Users, new StateQuery { Prefix = prefix, Limit = MaxFound }, cancellationToken);
        foreach (var entry in page.Entries)
        {
            var userId = entry.Key![prefix.Length..];
            if (userId != query && found.Count < MaxFound)
                found.Add(new ChatUser(userId, ChatData.Read(entry, ChatJson.Default.UserNameRecord)?.Name));
        }

        return found;
    }

    /// <summary>What users are called; absent for one who is unknown or has no name.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] keys = [.. userIds.Distinct(StringComparer.Ordinal).Select(ChatChannels.UserKey)];
        if (keys.Length == 0)
            return names;
        foreach (var entry in (await channels.ReadKeysAsync(ChatChannels.Users, keys, cancellationToken)).Entries)
        {
            if (ChatData.Read(entry, ChatJson.Default.UserRecord)?.Name is { } name)
                names[entry.Key![ChatChannels.UserKey("").Length..]] = name;
        }

        return names;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    // No id and no name contains a line break: it divides the two.
    private static string NameKey(string name, string userId) => $"name:{FoldedText.Of(name)}\n{userId}";

    // A user whose devices have tokens with different names causes one write in this time, not one at every call.
    private UserRecord? Cached(string userId) =>
        cache.TryGetValue(userId, out var cached) && Now - cached.ReadTime < CacheAge.TotalMilliseconds ? cached.Record : null;

    private async ValueTask<UserRecord?> LoadAsync(string userId, CancellationToken cancellationToken)
    {
        var state = await channels.ReadKeysAsync(ChatChannels.Users, [ChatChannels.UserKey(userId)], cancellationToken);
        return ChatData.Read(state.Find(ChatChannels.UserKey(userId)), ChatJson.Default.UserRecord);
    }

    private void Remember(string userId, UserRecord record)
    {
        if (cache.Count >= MaxCached)
            cache.Clear();
        cache[userId] = (record, Now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A user could not be noted in the directory; the next call tries again.")]
    private partial void LogNotNoted(Exception error);
}
