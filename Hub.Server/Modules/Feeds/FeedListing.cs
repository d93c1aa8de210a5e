using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Tells which feeds there are.</summary>
internal sealed class FeedListing(FeedTables tables, FeedDeclarations declarations, FeedSourceStates states, ChannelAccess access)
{
    private const string PublishedSource = "publish";

    /// <summary>The feeds that a caller may subscribe to.</summary>
    public async ValueTask<FeedList> ListAsync(ChannelCaller caller, CancellationToken cancellationToken)
    {
        var feeds = new List<Feed>();
        foreach (var name in (await tables.NamesAsync(cancellationToken)).Order(StringComparer.Ordinal))
        {
            if (await access.CheckAsync(caller, FeedChannels.Of(name), ChannelRights.Subscribe, cancellationToken) is null)
                feeds.Add(await DescribeAsync(name, cancellationToken));
        }

        return new FeedList(feeds);
    }

    private async ValueTask<Feed> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var (options, source, table) = (declarations.Of(name), tables.SourceOf(name), tables.Of(name));
        using var turn = await table.EnterAsync(cancellationToken);
        return new Feed(
            name,
            FirstOf(options.Title, source?.Title ?? "", name),
            FirstOf(options.Description, source?.Description ?? ""),
            source?.Kind ?? PublishedSource,
            table.Schema.Fields,
            table.Keys)
        {
            Status = states.Of(name),
        };
    }

    private static string FirstOf(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Length > 0)
                return text;
        }

        return "";
    }
}
