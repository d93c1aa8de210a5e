using System.CommandLine;
using RealtimeHub.Server.Engines.Journal.Inspection;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub journal</c>: looks into a server's data folder, or copies it. Needs no server and changes nothing.</summary>
internal static class JournalCommand
{
    public static Command Create(Terminal terminal) => new(
        "journal",
        """
        Look into the journal of a server, running or not: the folder DataPath/journal.

        Exit codes: 0 good, 1 damage was found, 3 the folder can't be read or written.
        """)
    {
        Verb(terminal, "check", "Look at every record."),
        Verb(terminal, "stat", "Say how much is in it."),
        Verb(terminal, "dump", "Write what can be read, as lines of JSON.",
            new Argument<string>("channel") { Description = "Only this channel.", Arity = ArgumentArity.ZeroOrOne }),
        Verb(terminal, "backup", "Copy it while its server runs.",
            new Argument<string>("target") { Description = "A folder that is not there or empty." }),
    };

    private static Command Verb(Terminal terminal, string name, string description, Argument<string>? second = null)
    {
        var folder = new Argument<string>("folder") { Description = "The journal's folder." };
        var command = new Command(name, description) { folder };
        if (second is not null)
            command.Add(second);
        command.SetAction(parsed =>
        {
            string?[] words = [name, parsed.GetRequiredValue(folder), second is null ? null : parsed.GetValue(second)];
            return new JournalCommands(TimeProvider.System, terminal.Out, terminal.Error).Run([.. words.OfType<string>()]);
        });
        return command;
    }
}
