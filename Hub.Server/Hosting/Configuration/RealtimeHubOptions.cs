using RealtimeHub.Server.Api;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Backends;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Telemetry;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Redis.Configuration;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Presence;
using RealtimeHub.Server.Transports;
using RealtimeHub.Server.Webhooks;

namespace RealtimeHub.Server.Hosting.Configuration;

/// <summary>Where channels are stored.</summary>
public enum EngineKind
{
    /// <summary>On disk, below <see cref="RealtimeHubOptions.DataPath"/>.</summary>
    Journal,

    /// <summary>In memory; everything is lost when the process ends.</summary>
    Memory,

    /// <summary>In Redis, which several processes share.</summary>
    Redis,
}

/// <summary>Everything below <c>Hub</c> in the configuration. A name that is no property here is an error at the start.</summary>
public sealed class RealtimeHubOptions
{
    internal const string Section = "Hub";

    /// <param name="development">Whether the defaults are those of a development machine, where no one has to sign in.</param>
    /// <param name="hasSamples">Whether Development has simulated feeds; an application that embeds the server has not.</param>
    internal RealtimeHubOptions(bool development, bool hasSamples = true)
    {
        Auth = new AuthOptions { AllowGuests = development, AllowAnonymous = development, RequiresKey = !development, RequireHttps = !development };
        Api = new ApiOptions { ShowPage = development };
        Namespaces = Defaults(development);
        Feeds = DefaultFeeds(development && hasSamples);
        Webhooks = new(() => new WebhookOptions { AllowPrivateAddresses = development });
    }

    /// <summary>The data folder, absolute or relative to the content root. Default: <c>data</c>.</summary>
    public string DataPath { get; set; } = "data";

    /// <summary>Where channels are stored: <c>journal</c>, <c>memory</c> or <c>redis</c>. Default: <c>journal</c>.</summary>
    public EngineKind Engine { get; set; }

    /// <summary>The name of this process, 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; empty, the default, makes one at each start.</summary>
    public string Node { get; set; } = "";

    /// <summary>
    /// Where other nodes reach this one, <c>http://10.0.0.5:5080</c>; empty, the default, takes the first address that the server listens on, and for
    /// one that stands for all of the machine's its first.
    /// </summary>
    public string NodeAddress { get; set; } = "";

    /// <summary>Who may connect.</summary>
    public AuthOptions Auth { get; }

    /// <summary>Other origins whose pages may use the hub, as browsers write them; none by default.</summary>
    public OptionsMap<string> Origins { get; } = new();

    /// <summary>Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, as addresses or networks; none by default.</summary>
    public OptionsMap<string> TrustedProxies { get; } = new();

    /// <summary>The keys of programs that use the HTTP API; none by default.</summary>
    public OptionsMap<ApiKeyOptions> ApiKeys { get; } = new(() => new ApiKeyOptions());

    /// <summary>The HTTP API.</summary>
    public ApiOptions Api { get; }

    /// <summary>What the channels of a namespace keep and who may use them.</summary>
    public OptionsMap<NamespaceOptions> Namespaces { get; }

    /// <summary>The application's server that is asked where a namespace's rule is <see cref="Access.Backend"/>.</summary>
    public BackendOptions Backend { get; } = new();

    /// <summary>Presence.</summary>
    public PresenceOptions Presence { get; } = new();

    /// <summary>How much one connection, user, address or node may use.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>Chat rooms.</summary>
    public ChatOptions Chat { get; } = new();

    /// <summary>Declared feeds; in Development there are a simulated market and simulated weather.</summary>
    public OptionsMap<FeedOptions> Feeds { get; }

    /// <summary>Documents that several users edit.</summary>
    public DocumentsOptions Documents { get; } = new();

    /// <summary>Receivers of events over HTTP; none by default.</summary>
    public OptionsMap<WebhookOptions> Webhooks { get; }

    /// <summary>What carries the messages of hubs.</summary>
    public TransportOptions Transports { get; } = new();

    /// <summary>What is remembered for <c>GET /api/v1/trace</c>.</summary>
    public TraceOptions Trace { get; } = new();

    /// <summary>Metrics and traces.</summary>
    public TelemetryOptions Telemetry { get; } = new();

    /// <summary>The journal, where <see cref="Engine"/> is <see cref="EngineKind.Journal"/>.</summary>
    public JournalOptions Journal { get; } = new();

    /// <summary>Redis, where <see cref="Engine"/> is <see cref="EngineKind.Redis"/>.</summary>
    public RedisOptions Redis { get; } = new();

    private static OptionsMap<FeedOptions> DefaultFeeds(bool development)
    {
        var map = new OptionsMap<FeedOptions>(() => new FeedOptions());
        foreach (var (name, options) in FeedDeclarations.Defaults(development))
            map[name] = options;
        return map;
    }

    private static OptionsMap<NamespaceOptions> Defaults(bool development)
    {
        var map = new OptionsMap<NamespaceOptions>(() => new NamespaceOptions().OpenTo(development ? Access.Anyone : Access.Authenticated));
        foreach (var (name, options) in Channels.Namespaces.Defaults(development))
            map[name] = options;
        return map;
    }
}
