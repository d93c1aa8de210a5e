using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The namespaces there are, fixed at the start.</summary>
internal sealed class Namespaces(IReadOnlyDictionary<string, NamespaceOptions> byName)
{
    /// <summary>Those that are there by default, as open as the environment says.</summary>
    public static Dictionary<string, NamespaceOptions> Defaults(bool development)
    {
        var own = development ? Access.Anyone : Access.Authenticated;
        return new Dictionary<string, NamespaceOptions>(StringComparer.Ordinal)
        {
            ["topic"] = new NamespaceOptions().OpenTo(own),
            ["map"] = new NamespaceOptions { Mode = ChannelMode.State }.OpenTo(own),
            ["signal"] = new NamespaceOptions { Mode = ChannelMode.Signal }.OpenTo(own),
            ["chat"] = new NamespaceOptions
            {
                HistoryCount = 1_000_000,
                HistoryAge = null,
                ShowsPresentValues = true,
                Subscribe = Access.Members,
                History = Access.Members,
                Presence = Access.Members,
                Publish = Access.Nobody,
                Signal = Access.Nobody,
            },
            ["doc"] = new NamespaceOptions
            {
                ConflatesSignals = true,
                HistoryCount = 1_000_000,
                HistoryAge = null,
                Subscribe = Access.Members,
                History = Access.Members,
                Presence = Access.Members,
                Publish = Access.Nobody,
                Signal = Access.Nobody,
            },
            ["feed"] = new NamespaceOptions
            {
                Mode = ChannelMode.State,
                SendsPatches = true,
                Durability = Durability.Relaxed,
                Subscribe = development ? Access.Anyone : Access.Granted,
                History = development ? Access.Anyone : Access.Granted,
                Presence = Access.Nobody,
                Publish = Access.Granted,
                Signal = Access.Granted,
            },
            ["user"] = new NamespaceOptions
            {
                HistoryCount = 1_000,
                HistoryAge = TimeSpan.FromDays(30),
                Subscribe = Access.Members,
                History = Access.Members,
                Presence = Access.Nobody,
                Publish = Access.Granted,
                Signal = Access.Granted,
            },
            ["sys"] = new NamespaceOptions
            {
                Mode = ChannelMode.State,
                HistoryCount = 0,
                Durability = Durability.Relaxed,
                Subscribe = Access.Members,
                History = Access.Members,
                Presence = Access.Nobody,
                Publish = Access.Nobody,
                Signal = Access.Nobody,
            },
        };
    }

    /// <summary>The options of a channel's namespace.</summary>
    public NamespaceOptions Of(ChannelName channel) => byName[channel.Namespace];

    /// <summary>Whether the channel's namespace is there.</summary>
    public bool Has(ChannelName channel) => byName.ContainsKey(channel.Namespace);

    /// <summary>Reads the name of a channel in a namespace that is there.</summary>
    public Outcome<ChannelName> Parse([NotNull] string? text)
    {
        text ??= "";
        if (!ChannelName.TryParse(text, out var name, out var reason))
            return Refusal.BadRequest("channel", reason);
        if (!byName.ContainsKey(name.Namespace))
            return Refusal.BadRequest("channel", $"channel's namespace is not one of this server's: {string.Join(", ", byName.Keys.Order(StringComparer.Ordinal))}", reason: "unknown_namespace");
        return name;
    }
}
