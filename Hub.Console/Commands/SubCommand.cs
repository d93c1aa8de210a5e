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
        var arguments = new SubscriptionArguments();
        var count = ValueOption.Count("--count", "End after this many publications.", 0, int.MaxValue, "-n");
        var command = new Command("sub", "Write what is published to a channel, as it comes. Comes back by itself when the connection is lost.") { count };
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.StreamAsync((client, stop) => FollowAsync(run, client, arguments, parsed, parsed.GetValue(count), stop), cancellationToken);
        });
        return command;
    }

    public static async Task FollowAsync(CommandRun run, HubClient client, SubscriptionArguments arguments, ParseResult parsed, int? count, CancellationToken cancellationToken)
    {
        Subscription? granted = null;
        var options = arguments.Read(parsed) with
        {
            OnReset = (reset, _) => Tell(() => run.Notices.On(reset, granted?.Mode)),
            OnSignal = run.Results.Write,
            OnPresence = (view, _) => run.Notices.Write($"{view.Users} users, {view.Connections} connections are here"),
        };
        await using var subscription = await client.SubscribeAsync(arguments.Channel(parsed), options, cancellationToken);
        granted = subscription;
        subscription.StateChanged += (_, change) => run.Notices.On(subscription, change);
        run.Notices.Begin(subscription);
        if (count <= 0)
            return;
        await FeedWatch.TellIfMissingAsync(run, client, arguments.Channel(parsed), cancellationToken);
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
