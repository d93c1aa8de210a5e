using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>The events there are, and which of them one webhook sends.</summary>
internal sealed class WebhookEvents
{
    public const string Occupied = "channel.occupied";
    public const string Vacated = "channel.vacated";
    public const string MessagePosted = "message.posted";
    public const string DocumentSaved = "document.saved";

    private readonly HashSet<string> types;
    private readonly ChannelGrant channels;

    public WebhookEvents(WebhookOptions options)
    {
        types = Parse(options.Events) ?? throw new ArgumentException("unknown events", nameof(options));
        channels = new ChannelGrant(options.Channels, ChannelRights.None);
    }

    public static IReadOnlyList<string> All { get; } = [Occupied, Vacated, MessagePosted, DocumentSaved];

    /// <summary>The types, in the order of <see cref="All"/>.</summary>
    public IEnumerable<string> Types => All.Where(types.Contains);

    /// <summary>Reads a list; null when something in it is no event.</summary>
    public static HashSet<string>? Parse(string list)
    {
        var found = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return found.Count > 0 && found.All(All.Contains) ? found : null;
    }

    public bool Sends(string type) => types.Contains(type);

    /// <summary>Whether first and last subscribers of the channel are to be known.</summary>
    public bool FollowsSubscribers(ChannelName channel) => (types.Contains(Occupied) || types.Contains(Vacated)) && Covers(channel);

    /// <summary>What publications of the channel become; null when none does.</summary>
    public LogEvent? LogEventOf(ChannelName channel)
    {
        // Asked for every append: nothing is allocated.
        var found = channel.Value.StartsWith(ChatChannels.Namespace + ":", StringComparison.Ordinal) ? LogEvent.Message
            : channel.Value.StartsWith(DocumentChannels.Namespace + ":", StringComparison.Ordinal) ? LogEvent.Document : null;
        return found is not null && types.Contains(found.Type) && Covers(channel) ? found : null;
    }

    private bool Covers(ChannelName channel) => channels.Gives(ChannelRights.None, channel);
}

/// <summary>An event that is made of what channels of one namespace store.</summary>
/// <param name="Type">The event.</param>
/// <param name="Publication">The type of the publications that it is made of.</param>
/// <param name="Gathers">Whether one event stands for all that there are.</param>
internal sealed record LogEvent(string Type, string Publication, bool Gathers)
{
    public static LogEvent Message { get; } = new(WebhookEvents.MessagePosted, ChatTypes.Posted, Gathers: false);

    public static LogEvent Document { get; } = new(WebhookEvents.DocumentSaved, DocumentTypes.Updated, Gathers: true);
}
