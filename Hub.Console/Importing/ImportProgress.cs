using RealtimeHub.Console.Output;
using Spectre.Console;

namespace RealtimeHub.Console.Importing;

/// <summary>Shows how far an import is: a bar for a person, else a line now and then. On the error output.</summary>
internal static class ImportProgress
{
    private const int LinesBetweenNotices = 100_000;

    /// <param name="terminal">Where it is shown.</param>
    /// <param name="notices">Where lines go.</param>
    /// <param name="fraction">How much of the file has been read, from 0 to 1; null where that is not known.</param>
    /// <param name="import">Runs the import.</param>
    public static async Task<ImportResult> ShowAsync(Terminal terminal, Notices notices, Func<double?> fraction, Func<Action<ImportResult>, Task<ImportResult>> import)
    {
        if (!terminal.ShowsProgress)
            return await import(Lines(notices));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("importing", maxValue: 1);
                task.IsIndeterminate = fraction() is null;
                var result = await import(done =>
                {
                    task.Description = $"{done.Lines:N0} values";
                    task.Value = fraction() ?? 0;
                });
                task.Value = 1;
                return result;
            });
    }

    private static Action<ImportResult> Lines(Notices notices)
    {
        var next = LinesBetweenNotices;
        return done =>
        {
            if (done.Lines < next)
                return;
            notices.Write($"{done.Lines} values published");
            next += LinesBetweenNotices;
        };
    }
}
