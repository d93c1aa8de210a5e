using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Channels as the applications' modules use them: past the limits of clients, in whole batches, with the state.</summary>
internal interface IModuleChannels
{
    /// <summary>Appends a batch, all of it or nothing.</summary>
    /// <param name="channel">A channel of a configured namespace.</param>
    /// <param name="entries">At least one, appended in order without anything between them.</param>
    /// <param name="expectedOffset">The head that the channel must have; null takes any.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <returns>Null when an expected offset was wrong, and then nothing was changed.</returns>
    ValueTask<ChannelAppend?> AppendAsync(ChannelName channel, IReadOnlyList<ModuleEntry> entries, long? expectedOffset, CancellationToken cancellationToken);

    /// <summary>Reads a page of the log, ascending: those after <paramref name="after"/>, or the newest before <paramref name="before"/>, or the newest.</summary>
    ValueTask<ModuleLog> ReadLogAsync(ChannelName channel, long? after, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Reads the present values of some keys; absent ones are left out.</summary>
    ValueTask<ModuleState> ReadKeysAsync(ChannelName channel, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Reads a page of the keys with a prefix, in order of keys, those behind <paramref name="afterKey"/>.</summary>
    ValueTask<ModuleState> ReadPrefixAsync(ChannelName channel, string prefix, string? afterKey, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a page of the keys with a prefix that changed after an offset, in order of offsets, removals among them.</summary>
    ValueTask<ModuleState> ReadChangesAsync(ChannelName channel, string prefix, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Hands a message that nobody keeps to whoever is there.</summary>
    ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken);
}

/// <summary>A publication before it has an offset and a time.</summary>
internal sealed record ModuleEntry(string Type, Payload Data)
{
    /// <summary>The key whose value it sets.</summary>
    public string? Key { get; init; }

    /// <summary>Takes the key away.</summary>
    public bool Removed { get; init; }

    /// <summary>The offset of the key's present value that this replaces; 0 when there must be none.</summary>
    public long? ExpectedKeyOffset { get; init; }

    /// <summary>In whose name.</summary>
    public Publisher? Publisher { get; init; }

    /// <summary>The key under which its publisher may repeat it.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>A page of a log.</summary>
internal sealed record ModuleLog(IReadOnlyList<Publication> Publications, Position Position, bool HasMore);

/// <summary>Values of keys.</summary>
/// <param name="Entries">The publications that set them.</param>
/// <param name="Position">The channel's head at the moment of reading.</param>
/// <param name="ForgottenUpTo">Removals at or below this offset may be missing from what changed.</param>
/// <param name="HasMore">Whether there are more.</param>
internal sealed record ModuleState(IReadOnlyList<Publication> Entries, Position Position, long ForgottenUpTo, bool HasMore)
{
    /// <summary>The value of one of the keys asked for.</summary>
    public Publication? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }
}
