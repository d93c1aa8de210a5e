using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// Revocations as they are stored: the state of <c>sys:revoked</c>, as long as tokens that they are about could be valid. Where other nodes write there, too,
/// this one follows it.
/// </summary>
internal sealed partial class RevocationStore(
    IModuleChannels channels, IEngine engine, IRevocationEffect effect, IRevokedTokens revoked, TimeProvider time, ILogger<RevocationStore> logger) : IHostedService, IChannelListener, IDisposable
{
    private const string RecordType = "access.revoked";
    private const int PageSize = 1_000;
    private readonly CancellationTokenSource end = new();
    private ChannelListening? listening;

    private static ChannelName Channel { get; } = ChannelName.Parse("sys:revoked");

    public async ValueTask WriteAsync(Revocation revocation, CancellationToken cancellationToken) => await channels.AppendAsync(
        Channel, [new Draft { Type = RecordType, Key = revocation.Key, Data = Payload.From(revocation, RevocationJson.Default.Revocation) }], cancellationToken: cancellationToken);

    /// <summary>Reads them before clients may connect, and forgets those that are of no use any more.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (engine.Traits.SpansNodes)
            listening = await channels.ListenAsync(Channel, this, cancellationToken);
        var old = await ReadAsync(cancellationToken);
        foreach (var batch in old.Chunk(PageSize))
            await channels.AppendAsync(Channel, batch, cancellationToken: cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (listening is not null)
            await listening.DisposeAsync();
        await end.CancelAsync();
    }

    public void Dispose() => end.Dispose();

    void IChannelListener.OnPublications(string epoch, IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
        {
            if (Read(publication) is { } revocation)
                effect.Take(revocation);
        }
    }

    // What this node knows it goes on to refuse; what it missed is read.
    void IChannelListener.OnReset(Position position) =>
        _ = EngineRetry.RunAsync(async cancelled => await ReadAsync(cancelled), time, end.Token, unavailable => LogUnread(unavailable.Message));

    // Takes all that still matter, and gives removals of the others.
    private async Task<List<Draft>> ReadAsync(CancellationToken cancellationToken)
    {
        var oldest = (time.GetUtcNow() - revoked.Lifetime).ToUnixTimeMilliseconds();
        var old = new List<Draft>();
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(Channel, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (Read(entry) is { } revocation && revocation.Time >= oldest)
                    effect.Take(revocation);
                else
                    old.Add(new Draft { Type = RecordType, Key = entry.Key, Data = default, Removed = true });
            }

            if (!page.HasMore)
                return old;
            after = page.Entries[^1].Key;
        }
    }

    private static Revocation? Read(Publication entry) =>
        entry.Removed is true ? null : entry.Data.Read(RevocationJson.Default.Revocation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The revocations of other nodes can't be read: {Reason}; they are read again until it works")]
    private partial void LogUnread(string reason);
}
