using System.Diagnostics;

namespace RealtimeHub.Console.Writing;

/// <summary>The user's own editor, by <c>VISUAL</c> or <c>EDITOR</c>.</summary>
internal static class ExternalEditor
{
    /// <summary>Lets the user edit a text; returns it as it was left.</summary>
    /// <exception cref="FormatException">There is no editor, or it failed.</exception>
    public static async Task<string> EditAsync(string text, CancellationToken cancellationToken)
    {
        var editor = Environment.GetEnvironmentVariable("VISUAL") ?? Environment.GetEnvironmentVariable("EDITOR");
        if (string.IsNullOrWhiteSpace(editor))
            throw new FormatException("no editor: name one in the environment variable EDITOR, or give a file, or - for the input");
        var folder = Directory.CreateTempSubdirectory("rthub-");
        try
        {
            var file = Path.Combine(folder.FullName, "document.md");
            await File.WriteAllTextAsync(file, text, cancellationToken);
            // As git does it: the variable may have arguments of its own.
            var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd", ["/c", $"{editor} \"{file}\""]) : new ProcessStartInfo("sh", ["-c", editor + " \"$1\"", "sh", file]);
            using var process = Process.Start(start) ?? throw new FormatException($"{editor} can't be started");
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? await File.ReadAllTextAsync(file, cancellationToken) : throw new FormatException($"{editor} ended with {process.ExitCode}; nothing was changed");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
