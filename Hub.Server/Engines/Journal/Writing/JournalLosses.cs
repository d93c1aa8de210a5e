using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>What happens when a record turns out to be unreadable: its channel gets a new epoch, everything else stays.</summary>
internal sealed class JournalLosses(
    JournalWriter writer, ChannelTable<JournalChannel> channels, EpochSource epochs, Action<ChannelName> tell)
{
    private const int RenewedAtOnce = 10_000;

    public async Task LoseAsync(ChannelName name, RecordLocation location)
    {
        if (channels.Find(name) is not { } channel || !Holds(channel, location))
            return;
        tell(name);
        var work = new NewEpochWork(channel, location, epochs, commitsAlone: true);
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
            var works = some.Select(channel => new NewEpochWork(channel, null, epochs, commitsAlone: false)).ToList();
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
            foreach (var location in LocationsIn(channel, numbers))
                await LoseAsync(channel.Name, location);
        }
    }

    private static List<RecordLocation> LocationsIn(JournalChannel channel, HashSet<int> numbers)
    {
        lock (channel.Gate)
        {
            return [.. channel.Index.LogEntries().Select(entry => entry.Location)
                .Concat(channel.Index.KeyEntries().Select(entry => entry.Location))
                .Where(location => numbers.Contains(location.File))];
        }
    }

    private static bool Holds(JournalChannel channel, RecordLocation location)
    {
        lock (channel.Gate)
            return channel.Index.Holds(location);
    }
}
