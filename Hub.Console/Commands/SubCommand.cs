using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub sub</c>: writes what is published, for ever or up to a count.</summary>
internal static class SubCommand
{
    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var wish = new SubscriptionWish();
        var count = new Option<int?>("--count", "-n") { Description = "End after this many publications." };
        var command = new Command("sub", "Write what is published to a channel, as it comes. Comes back by itself when the connection is lost.") { count };
        wish.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.StreamAsync((client, stop) => FollowAsync(run, client, wish, parsed, parsed.GetValue(count), stop), cancellationToken);
        });
        return command;
    }

    public static async Task FollowAsync(CommandRun run, HubClient client, SubscriptionWish wish, ParseResult parsed, int? count, CancellationToken cancellationToken)
    {
        var options = wish.Read(parsed) with
        {
            OnReset = (reset, _) => Tell(() => run.Notices.On(reset)),
            OnSignal = run.Results.Write,
            OnPresence = (view, _) => run.Notices.Write($"{view.Users} users, {view.Connections} connections are here"),
        };
        await using var subscription = await client.SubscribeAsync(wish.Channel(parsed), options, cancellationToken);
        subscription.StateChanged += (_, change) => run.Notices.On(subscription, change);
        run.Notices.Begin(subscription);
        if (count <= 0)
            return;
        var seen = 0;
        await foreach (var publication in subscription.WithCancellation(cancellationToken))
        {
            run.Results.Write(publication);
            if (++seen == count)
                return;
        }
    }

    private static ValueTask Tell(Action notice)
    {
        notice();
        return ValueTask.CompletedTask;
    }
}
