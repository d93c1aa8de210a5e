namespace RealtimeHub.Server.Hosting;

/// <summary>The server can't start for a reason that a person has to see to. The message is one line.</summary>
internal sealed class StartRefusedException(int exitCode, string message, Exception cause) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}
