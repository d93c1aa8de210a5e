using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Server.Engines.Journal.Writing;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal;

/// <summary>What happens when a record turns out to be unreadable: its channel gets a new epoch, everything else stays.</summary>
internal sealed class JournalLosses(
    JournalWriter writer, ChannelTable<JournalChannel> channels, EpochSource epochs, Action<ChannelName> tell)
{
    private const int RenewedAtOnce = 10_000;

    public async Task LoseAsync(ChannelName name, Place place)
    {
        if (channels.Find(name) is not { } channel || !Holds(channel, place))
            return;
        tell(name);
        var work = new LossWork(channel, place, epochs, commitsAlone: true);
        try
        {
            writer.Add(work);
            await work.Task;
        }
        catch (EngineUnavailableException)
        {
            work.ApplyUnwritten();
        }
    }

    /// <summary>Gives channels new epochs before anybody uses them.</summary>
    public async Task RenewAsync(IEnumerable<JournalChannel> damaged)
    {
        foreach (var some in damaged.Chunk(RenewedAtOnce))
        {
            var works = some.Select(channel => new LossWork(channel, null, epochs, commitsAlone: false)).ToList();
            foreach (var work in works)
                writer.Add(work);
            foreach (var work in works)
                await work.Task;
        }
    }

    /// <summary>What is still in segments from which everything readable was moved.</summary>
    public async Task LoseLeftoversAsync(IReadOnlyList<Segment> replaced)
    {
        var numbers = replaced.Select(segment => segment.Number).ToHashSet();
        foreach (var channel in channels.All)
        {
            foreach (var place in PlacesIn(channel, numbers))
                await LoseAsync(channel.Name, place);
        }
    }

    private static List<Place> PlacesIn(JournalChannel channel, HashSet<int> numbers)
    {
        lock (channel.Gate)
        {
            return [.. channel.Index.LogEntries().Select(entry => entry.Place)
                .Concat(channel.Index.KeyEntries().Select(entry => entry.Place))
                .Where(place => numbers.Contains(place.File))];
        }
    }

    private static bool Holds(JournalChannel channel, Place place)
    {
        lock (channel.Gate)
            return channel.Index.Holds(place);
    }
}
