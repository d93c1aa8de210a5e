using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub state</c>: writes the latest value of every key.</summary>
internal static class StateCommand
{
    private const int PageSize = 1000;

    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var channel = ChannelArgument.Create();
        var prefix = new Option<string?>("--prefix") { Description = "Only keys that begin with this." };
        var limit = ValueOption.Count("--limit", "At most this many.", 1, int.MaxValue, "-n");
        var command = new Command("state", "Write the latest value of every key of a channel in state mode, ordered by key.") { channel, prefix, limit };
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.OnceAsync(async (client, stop) =>
            {
                await foreach (var entry in EntriesAsync(client, parsed.GetRequiredValue(channel), parsed.GetValue(prefix), parsed.GetValue(limit) ?? int.MaxValue, stop))
                    run.Results.Write(entry);
            }, cancellationToken);
        });
        return command;
    }

    private static async IAsyncEnumerable<StateEntry> EntriesAsync(
        HubClient client, string channel, string? prefix, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? afterKey = null;
        do
        {
            var page = await client.ReadStateAsync(channel, afterKey, prefix, Math.Min(limit, PageSize), cancellationToken);
            foreach (var entry in page.Entries)
                yield return entry;
            limit -= page.Entries.Count;
            afterKey = page.NextKey;
        }
        while (afterKey is not null && limit > 0);
    }
}
