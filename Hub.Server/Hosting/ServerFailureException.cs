namespace RealtimeHub.Server.Hosting;

/// <summary>The server can't run for a reason that its operator has to fix. The message is one line.</summary>
internal sealed class ServerFailureException(int exitCode, string message, Exception cause) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}
