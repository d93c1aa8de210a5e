using System.CommandLine;
using RealtimeHub.Console.Connecting;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub history</c>: writes a page of what a channel keeps.</summary>
internal static class HistoryCommand
{
    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var channel = ChannelArgument.Create();
        var after = new Option<long?>("--after") { Description = "The oldest behind this offset." };
        var before = new Option<long?>("--before") { Description = "The newest before this offset." };
        var limit = new Option<int>("--limit", "-n") { Description = "At most this many, 1 to 1000.", DefaultValueFactory = _ => 100 };
        var command = new Command("history", "Write what a channel keeps, in order: the newest unless --after is given.") { channel, after, before, limit };
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.OnceAsync(async (client, stop) =>
            {
                var page = await client.ReadHistoryAsync(
                    parsed.GetRequiredValue(channel), parsed.GetValue(after), parsed.GetValue(before), parsed.GetValue(limit), stop);
                foreach (var publication in page.Publications)
                    run.Results.Write(publication);
                if (page.HasMore)
                    run.Notices.Write(parsed.GetValue(after) is null ? "older ones are kept, too" : "newer ones are kept, too");
            }, cancellationToken);
        });
        return command;
    }
}
