namespace RealtimeHub.Console;

/// <summary>Where the program reads and writes: results go to <c>Out</c>, everything else to <c>Error</c>.</summary>
/// <param name="In">The standard input.</param>
/// <param name="Out">The standard output.</param>
/// <param name="Error">The error output.</param>
/// <param name="IsInteractive">Whether a person looks at <c>Out</c>.</param>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>Waits for a key and does not show it; null where the input is no keyboard.</summary>
    public Func<ConsoleKeyInfo>? ReadKey { get; init; }

    /// <summary>How wide the terminal is.</summary>
    public Func<int> Columns { get; init; } = () => 80;

    public static Terminal OfProcess() =>
        new(System.Console.In, System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected)
        {
            ReadKey = System.Console.IsInputRedirected ? null : () => System.Console.ReadKey(intercept: true),
            Columns = () => System.Console.WindowWidth,
        };
}
