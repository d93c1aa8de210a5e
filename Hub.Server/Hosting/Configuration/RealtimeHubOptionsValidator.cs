using Microsoft.Extensions.Options;
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
using RealtimeHub.Server.Modules.Feeds.Host;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Presence;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting.Configuration;

/// <summary>Checks all options, each class by its own validator, with the names that lead from <c>Hub</c> to it.</summary>
internal sealed class RealtimeHubOptionsValidator : OptionsValidator<RealtimeHubOptions>
{
    private const int MaxNodeCharacters = 64;

    protected override IEnumerable<string?> Faults(RealtimeHubOptions options) =>
    [
        IsNode(options.Node) ? null : $"Node takes 1 to {MaxNodeCharacters} letters, digits, '-', '_' and '.', and is neither . nor ..",
        IsNodeAddress(options.NodeAddress) ? null : "NodeAddress takes http:// or https:// with a host and a port, and nothing behind it",
        .. Below(nameof(options.Auth), new AuthOptionsValidator(), options.Auth),
        .. options.ApiKeys.SelectMany(key => Below($"{nameof(options.ApiKeys)}:{key.Key}", new ApiKeyOptionsValidator(), key.Value)),
        .. options.ApiKeys.GroupBy(key => key.Value.Name).SelectMany(same => same.Skip(1)).Select(key => $"{nameof(options.ApiKeys)}:{key.Key}:Name is the same as another key's; each needs its own"),
        .. Below(nameof(options.Api), new ApiOptionsValidator(), options.Api),
        .. options.Origins.Select(origin => OriginFault(origin.Key, origin.Value)),
        .. options.TrustedProxies.Select(proxy => TrustedProxies.FaultOf(proxy.Value) is { } reason ? $"{nameof(options.TrustedProxies)}:{proxy.Key} {reason}" : null),
        .. options.Namespaces.SelectMany(one => NamespaceFaults(one.Key, one.Value)),
        .. Below(nameof(options.Backend), new BackendOptionsValidator(), options.Backend),
        .. options.Namespaces.Where(one => one.Value.AsksBackend && options.Backend.Address.Length == 0)
            .Select(one => $"{nameof(options.Namespaces)}:{one.Key} asks the backend, and there is none: set Hub:Backend:Address"),
        .. Below(nameof(options.Presence), new PresenceOptionsValidator(), options.Presence),
        .. Below(nameof(options.Limits), new LimitOptionsValidator(), options.Limits),
        .. Below(nameof(options.Chat), new ChatOptionsValidator(), options.Chat),
        .. options.Feeds.SelectMany(one => FeedFaults(one.Key, one.Value)),
        .. Below(nameof(options.Documents), new DocumentsOptionsValidator(), options.Documents),
        .. DocumentFaults(options),
        .. options.Webhooks.SelectMany(one => WebhookFaults(one.Key, one.Value)),
        .. Below(nameof(options.Trace), new TraceOptionsValidator(), options.Trace),
        .. Below(nameof(options.Telemetry), new TelemetryOptionsValidator(), options.Telemetry),
        .. Below(nameof(options.Journal), new JournalOptionsValidator(), options.Journal),
        .. Below(nameof(options.Redis), new RedisOptionsValidator(), options.Redis),
        options.Engine == EngineKind.Redis && options.Redis.Configuration.Length == 0
            ? $"{nameof(options.Redis)}:{nameof(options.Redis.Configuration)} {RedisOptionsValidator.FaultOf("")}" : null,
    ];

    private static bool IsNode(string name) =>
        name.Length <= MaxNodeCharacters && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && AddressSegment.Takes(name);

    private static bool IsNodeAddress(string address) =>
        address.Length == 0 || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" });

    private static string? OriginFault(string name, string origin) =>
        Origin.FaultOf(origin) is { } reason ? $"{nameof(RealtimeHubOptions.Origins)}:{name} {reason}" : null;

    private static IEnumerable<string> NamespaceFaults(string name, NamespaceOptions options) => ChannelName.IsNamespace(name)
        ? Below($"{nameof(RealtimeHubOptions.Namespaces)}:{name}", new NamespaceOptionsValidator(), options)
        : [$"{nameof(RealtimeHubOptions.Namespaces)}:{name} is no name of a namespace: it must match [a-z][a-z0-9-]{{0,31}}"];

    private static IEnumerable<string> DocumentFaults(RealtimeHubOptions options)
    {
        var channel = DocumentChannels.Namespace;
        return DocumentsOptionsValidator.NamespaceFaults(options.Namespaces[channel], options.Documents).Select(line => $"{nameof(RealtimeHubOptions.Namespaces)}:{channel}:{line}");
    }

    private static IEnumerable<string> FeedFaults(string name, FeedOptions options) => name == HostMetrics.FeedName && options.Source != FeedSourceKind.Publish
        ? [$"{nameof(RealtimeHubOptions.Feeds)}:{name}:{nameof(options.Source)} can't be set: the feed shows this machine; give yours another name"]
        : !AddressSegment.Takes(name)
        ? [$"{nameof(RealtimeHubOptions.Feeds)}:{name} {AddressSegment.Rule}"]
        : FeedNameRule.Check(name).Refusal is null
        ? Below($"{nameof(RealtimeHubOptions.Feeds)}:{name}", new FeedOptionsValidator(), options)
        : [$"{nameof(RealtimeHubOptions.Feeds)} has a feed whose name is not 1 to {FeedLimits.MaxNameBytes} bytes without control characters or white space"];

    private static IEnumerable<string> WebhookFaults(string name, WebhookOptions options) => WebhookOptionsValidator.IsName(name)
        ? Below($"{nameof(RealtimeHubOptions.Webhooks)}:{name}", new WebhookOptionsValidator(), options)
        : [$"{nameof(RealtimeHubOptions.Webhooks)} has a webhook whose name is not 1 to 32 of a-z, 0-9 and -"];

    private static IEnumerable<string> Below<T>(string name, IValidateOptions<T> validator, T options)
        where T : class =>
        (validator.Validate(name, options).Failures ?? []).Select(line => $"{name}:{line}");
}
