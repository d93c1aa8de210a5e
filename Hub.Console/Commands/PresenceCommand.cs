using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub presence</c>: writes who is in a channel.</summary>
internal static class PresenceCommand
{
    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var channel = ChannelArgument.Create();
        var command = new Command("presence", "Write who is in a channel.") { channel };
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.OnceAsync(
                async (client, stop) => run.Results.Write(await client.ReadPresenceAsync(parsed.GetRequiredValue(channel), stop)), cancellationToken);
        });
        return command;
    }
}
