using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Reading;

/// <summary>Answers reads: places are looked up under the channel's lock, values read from disk outside it.</summary>
internal sealed class JournalReads(
    ChannelTable<JournalChannel> channels, RecordReader records, Func<ChannelName, RecordLocation, Task> lose)
{
    // Each round takes out one damaged record, or comes upon a segment replaced meanwhile.
    private const int MostRounds = 1_000;

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) =>
        ReadAsync(channel, () => ReadLog(channel, query), cancellationToken);

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) =>
        ReadAsync(channel, () => ReadState(channel, query), cancellationToken);

    private async ValueTask<TPage> ReadAsync<TPage>(ChannelName channel, Func<TPage> read, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return read();
            }
            catch (SegmentGoneException)
            {
            }
            catch (LostRecordException e)
            {
                await lose(channel, e.Location);
            }
        }

        throw new EngineUnavailableException("the channel's records can't be read");
    }

    private LogPage ReadLog(ChannelName name, LogQuery query)
    {
        var found = new List<(long Offset, LogEntry<RecordLocation> Entry)>();
        var page = channels.Read(name, (query, found), static (channel, given) => new LogPage
        {
            HasMore = channel.Index.ReadLog(given.query, given.found),
            Epoch = channel.Index.Epoch,
            Head = channel.Index.Head,
            FirstOffset = channel.Index.FirstOffset,
            Publications = [],
        });
        var publications = new Publication[found.Count];
        for (var i = 0; i < publications.Length; i++)
            publications[i] = Shown(records.Read(name, found[i].Offset, found[i].Entry.Location, found[i].Entry.Time));
        return page with { Publications = publications };
    }

    // An edited text must not come back out of the log: the publication stays, its data is the key's present one.
    private Publication Shown(Publication publication)
    {
        if (publication.Key is not { } key || Present(publication.Channel, key) is not { } present)
            return publication;
        return present.Offset == publication.Offset
            ? publication
            : publication with { Data = records.Read(publication.Channel, present.Offset, present.Location, present.Time).Data };
    }

    private (long Offset, RecordLocation Location, long Time)? Present(ChannelName channel, string key) =>
        channels.Read(channel, key, static (channel, key) =>
            channel.Index.Retention is { ShowsPresentValues: true } && channel.Index.FindKey(key) is { } entry
                ? (entry.Offset, entry.Location, entry.Time)
                : ((long, RecordLocation, long)?)null);

    private KeyPage ReadState(ChannelName name, StateQuery query)
    {
        var found = new List<KeyEntry<RecordLocation>>();
        var page = channels.Read(name, (query, found), static (channel, given) => new KeyPage
        {
            HasMore = channel.Index.ReadState(given.query, given.found),
            Epoch = channel.Index.Epoch,
            Head = channel.Index.Head,
            ForgottenUpTo = channel.Index.ForgottenUpTo,
            Entries = [],
        });
        return page with { Entries = found.ConvertAll(entry => records.Read(name, entry.Offset, entry.Location, entry.Time)) };
    }
}
