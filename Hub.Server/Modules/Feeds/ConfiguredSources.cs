using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Sources.Http;
using RealtimeHub.Server.Modules.Feeds.Sources.Replay;
using RealtimeHub.Server.Modules.Feeds.Sources.Simulator;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Server.Modules.Feeds.Sources.WebSocket;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Makes the sources that the configuration names.</summary>
internal sealed class ConfiguredSources(IModuleSubscriptions subscriptions, IHostEnvironment environment, TimeProvider time)
{
    /// <summary>The source of a feed whose values do not come from programs.</summary>
    public IFeedSource Create(string feed, FeedOptions options) => options.Source switch
    {
        FeedSourceKind.Simulator => new SimulatorSource(feed, Simulation(options.Simulator.Model), options.Simulator, () => subscriptions.HasReceivers(FeedChannels.Of(feed)), time),
        FeedSourceKind.Csv => Replay(feed, "csv", options, new CsvRows(options.File, TypesOf(options, []))),
        FeedSourceKind.Ndjson => Replay(feed, "ndjson", options, new NdjsonRows(options.File)),
        FeedSourceKind.Http => Http(feed, options),
        FeedSourceKind.WebSocket => WebSocket(feed, options),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Source, "has no source of this kind"),
    };

    private static FieldTypes TypesOf(FeedOptions options, IReadOnlyList<FeedField> ofPreset) => new(FeedSchema.Of(options, ofPreset).Fields);

    private ReplaySource Replay(string feed, string kind, FeedOptions options, IRowReader rows) =>
        new(feed, kind, Path.Combine(environment.ContentRootPath, options.File.Path), options.File, rows, time);

    private HttpPollSource Http(string feed, FeedOptions options)
    {
        var target = HttpTarget.Of(options.Http);
        return new HttpPollSource(feed, target, options.Http, TypesOf(options, target.Fields), time);
    }

    private WebSocketSource WebSocket(string feed, FeedOptions options)
    {
        var target = WebSocketTarget.Of(options.WebSocket);
        return new WebSocketSource(feed, target, options.WebSocket, TypesOf(options, target.Fields), time);
    }

    private ISimulation Simulation(SimulatorModel model) => model switch
    {
        SimulatorModel.Weather => new WeatherSimulation(new Random(), time.GetUtcNow()),
        _ => new MarketSimulation(new Random(), time.GetUtcNow()),
    };
}
