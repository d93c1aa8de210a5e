using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Console.Output;
using Spectre.Console;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub watch</c>: a live table on a terminal, and what <c>sub</c> writes elsewhere.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var arguments = new SubscriptionArguments();
        var command = new Command("watch", "Show a channel as a live table: the latest value of each key, or the newest publications. Plain lines when not on a terminal.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.Json || !terminal.IsInteractive
                ? run.StreamAsync((client, stop) => SubCommand.FollowAsync(run, client, arguments, parsed, null, stop), cancellationToken)
                : run.ShowAsync(ShowAsync, cancellationToken);

            Task ShowAsync(HubClient client, CancellationToken stop) => FeedWatch.NameOf(arguments.Channel(parsed)) is { } feed
                ? FeedWatch.ShowAsync(client, feed, arguments.Read(parsed), terminal, stop)
                : ShowChannelAsync(client, arguments, parsed, terminal, stop);
        });
        return command;
    }

    private static async Task ShowChannelAsync(HubClient client, SubscriptionArguments arguments, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var view = new WatchView(arguments.Channel(parsed), TimeProvider.System);
        client.StateChanged += (_, change) => view.On(change);
        var options = arguments.Read(parsed) with
        {
            OnPublication = (publication, _) => Tell(() => view.On(publication)),
            OnReset = (reset, _) => Tell(() => view.On(reset)),
            OnPresence = (presence, _) => view.On(presence),
            OnStateChange = view.On,
        };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) });
        await console.Live(view.Render(console.Profile.Height)).StartAsync(async live =>
        {
            var subscribing = client.SubscribeAsync(arguments.Channel(parsed), options, cancellationToken);
            using var timer = new PeriodicTimer(Refresh);
            while (!subscribing.IsFaulted && await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (subscribing is { IsCompletedSuccessfully: true, Result.State: SubscriptionState.Ended })
                    break;
                live.UpdateTarget(view.Render(console.Profile.Height));
            }

            await subscribing;
            view.ThrowIfEnded();
        });
    }

    private static ValueTask Tell(Action act)
    {
        act();
        return ValueTask.CompletedTask;
    }
}
