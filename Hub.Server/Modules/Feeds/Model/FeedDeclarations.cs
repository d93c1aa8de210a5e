using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>The declared feeds by name.</summary>
internal sealed class FeedDeclarations(IReadOnlyDictionary<string, FeedOptions> byName)
{
    private static readonly FeedOptions None = new();

    public IEnumerable<string> Names => byName.Keys;

    /// <summary>What was declared of a feed; the defaults where nothing was.</summary>
    public FeedOptions Of(string name) => byName.GetValueOrDefault(name, None);

    public bool Has(string name) => byName.ContainsKey(name);

    /// <summary>Whether what is published to a channel is stored: simulated values are not worth a disk.</summary>
    public bool IsStored(ChannelName channel) =>
        channel.Namespace != FeedChannels.Namespace || Of(channel.Key).Source != FeedSourceKind.Simulator;

    /// <summary>How what is published to a channel is stored; null leaves it to the namespace.</summary>
    public Durability? DurabilityOf(ChannelName channel) => IsStored(channel) ? null : Durability.None;

    /// <summary>
    /// How many publications the log of a channel keeps; null leaves it to the namespace. What is made up has no history: thousands of old
    /// values would live just long enough for the garbage collector to keep them for long.
    /// </summary>
    public int? HistoryCountOf(ChannelName channel) => IsStored(channel) ? null : 0;

    /// <summary>The fields whose series are kept; none: those of all numbers.</summary>
    public IEnumerable<string> SeriesFieldsOf(string name) => Of(name).SeriesFields.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The feeds that are there in Development without being declared.</summary>
    public static IEnumerable<KeyValuePair<string, FeedOptions>> Defaults(bool development) => development
        ?
        [
            new("market", new FeedOptions { Source = FeedSourceKind.Simulator, SeriesFields = "price", Simulator = { Model = SimulatorModel.Market } }),
            new("weather", new FeedOptions { Source = FeedSourceKind.Simulator, Simulator = { Model = SimulatorModel.Weather } }),
        ]
        : [];
}
