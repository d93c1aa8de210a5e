using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub history</c>: writes a page of what a channel keeps.</summary>
internal static class HistoryCommand
{
    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var channel = ChannelArgument.Create();
        var after = ValueOption.Whole("--after", "The oldest after this offset.", 0, ValueOption.MaxOffset);
        var before = ValueOption.Whole("--before", "The newest before this offset.", 1, ValueOption.MaxOffset);
        var limit = ValueOption.Count("--limit", "At most this many, 1 to 1000.", 1, 1000, whenAbsent: 100, "-n");
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
                    run.Notices.Write(parsed.GetValue(after) is null ? "there are older ones" : "there are newer ones");
            }, cancellationToken);
        });
        return command;
    }
}
