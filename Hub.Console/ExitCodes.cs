namespace RealtimeHub.Console;

/// <summary>What the program's exit says.</summary>
internal static class ExitCodes
{
    /// <summary>Done; or a stream that was left by Ctrl-C.</summary>
    public const int Done = 0;

    /// <summary>The server refused it; the code stands on the error output.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The server could not be reached in time, or closed the connection for good.</summary>
    public const int Unreachable = 3;

    /// <summary>Interrupted before it was done.</summary>
    public const int Interrupted = 130;
}
