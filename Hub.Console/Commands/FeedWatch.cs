using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Console.Output;
using RealtimeHub.Shared;
using Spectre.Console;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub watch</c> of a feed on a terminal: a column for each field.</summary>
internal static class FeedWatch
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>The name of a feed's channel; null for other channels.</summary>
    public static string? NameOf(string channel) => channel.StartsWith("feed:", StringComparison.Ordinal) ? channel["feed:".Length..] : null;

    /// <summary>Says once that a channel's feed is not there yet; its values come when it is.</summary>
    public static async Task TellIfMissingAsync(CommandRun run, HubClient client, string channel, CancellationToken cancellationToken)
    {
        if (NameOf(channel) is { } name && await FindAsync(new FeedClient(client), name, cancellationToken) is null)
            run.Notices.Write($"there is no feed {Plain.Text(name)} yet; its values are shown as soon as they come");
    }

    public static async Task ShowAsync(HubClient client, string name, SubscriptionOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var view = new FeedView(name, TimeProvider.System);
        client.StateChanged += (_, change) => view.On(change);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) });
        await console.Live(view.Render(terminal.Columns(), console.Profile.Height)).StartAsync(async live =>
        {
            var opening = OpenAsync(client, view, name, options, cancellationToken);
            using var timer = new PeriodicTimer(Refresh);
            while (!opening.IsFaulted && await timer.WaitForNextTickAsync(cancellationToken))
            {
                view.Tick();
                live.UpdateTarget(view.Render(terminal.Columns(), console.Profile.Height));
                if (view.HasEnded)
                    break;
            }

            await using var feed = await opening;
            view.ThrowIfEnded();
        });
    }

    private static async Task<LiveFeed> OpenAsync(HubClient client, FeedView view, string name, SubscriptionOptions options, CancellationToken cancellationToken)
    {
        var feeds = new FeedClient(client);
        var feed = await feeds.OpenFeedAsync(name, new LiveFeedOptions { Keys = options.Keys, MaxRate = options.MaxRate }, cancellationToken);
        feed.Changed += (_, change) => view.On(change);
        feed.Ended += (_, change) => view.On(change);
        feed.WasReset += (_, reset) => view.On(reset);
        view.Begin(feed, await FindAsync(feeds, name, cancellationToken));
        return feed;
    }

    private static async Task<Feed?> FindAsync(FeedClient feeds, string name, CancellationToken cancellationToken) =>
        (await feeds.ListFeedsAsync(cancellationToken)).FirstOrDefault(listed => listed.Name == name);
}
