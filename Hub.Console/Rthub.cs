using System.CommandLine;
using RealtimeHub.Console.Commands;
using RealtimeHub.Console.Connecting;

namespace RealtimeHub.Console;

/// <summary>The program: its commands, and how a command line becomes an exit code.</summary>
internal static class Rthub
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var parsed = Create(terminal).Parse(arguments);
        // The library's own answer to a wrong command line is 1, which here means a refusal.
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await terminal.Error.WriteLineAsync("rthub: " + error.Message);
            await terminal.Error.WriteLineAsync("rthub: see rthub --help");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            // Ctrl-C and SIGTERM cancel the command, which then says goodbye to the server.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static RootCommand Create(Terminal terminal)
    {
        var connection = new ConnectionOptions();
        var root = new RootCommand(
            """
            Talks to a RealtimeHub server from the command line.

            Examples:
              rthub sub topic:news --last 10
              rthub pub topic:news headline '{"title":"Hello"}'
              rthub pub map:lights switched '{"on":true}' --key kitchen
              rthub watch feed:market --keys ABEE,ACOE --rate 2
              rthub feed import rooms.csv --key-field room
              rthub state feed:host --json | jq .
              rthub chat kitchen --create --guest Ann
              rthub doc edit notes plan.md
              rthub token --user ann --name Ann
              rthub journal check data/journal

            Results go to the standard output, everything else to the error output.
            Exit codes: 0 done (sub, watch and chat: left by Ctrl-C), 1 refused by the server, 2 wrong command line,
            3 server not reached or gone for good, 130 interrupted.
            """)
        {
            SubCommand.Create(connection, terminal),
            PubCommand.Create(connection, terminal),
            HistoryCommand.Create(connection, terminal),
            StateCommand.Create(connection, terminal),
            PresenceCommand.Create(connection, terminal),
            WatchCommand.Create(connection, terminal),
            FeedCommand.Create(connection, terminal),
            ChatCommand.Create(connection, terminal),
            DocCommand.Create(connection, terminal),
            TokenCommand.Create(terminal),
            JournalCommand.Create(terminal),
        };
        connection.AddTo(root);
        return root;
    }
}
