using System.IO.Pipelines;

namespace RealtimeHub.Client.Transports;

/// <summary>
/// Carries bytes between a server and the near end of a pipe. It reads from <c>application.Input</c> what is to be sent and
/// writes to <c>application.Output</c> what has come; it completes both when it ends, with the reason if there is one.
/// Disposing ends it in an orderly way, once the application has completed its end, and returns when nothing of it is left.
/// </summary>
internal interface ITransport : IAsyncDisposable
{
    /// <summary>Whether the server doesn't ping on it, and the transport itself notices a dead network.</summary>
    bool ChecksItself { get; }

    /// <summary>Opens the transport and starts carrying. Throws when the server or something between refuses it.</summary>
    Task StartAsync(Uri url, IDuplexPipe application, CancellationToken cancellationToken);
}
