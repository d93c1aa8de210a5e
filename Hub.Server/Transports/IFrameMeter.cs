using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Server.Transports;

/// <summary>Looks at what a client sends over a WebSocket, frame by frame, and may end it.</summary>
internal interface IFrameMeter
{
    /// <summary>Takes the next bytes as they came, before anything else looks at them; false when the client passed a limit.</summary>
    bool TryCount(ReadOnlySpan<byte> bytes);

    /// <summary>Tells the client that it passed a limit; nothing more is read of it.</summary>
    Task ExceedAsync();

    /// <summary>Notes that the client broke the rules of WebSockets.</summary>
    void NoteViolation();
}

/// <summary>An upgrade whose stream passes a meter: a transport that counts by itself takes the stream behind it.</summary>
internal interface IMeteredUpgrade : IHttpUpgradeFeature
{
    IFrameMeter Meter { get; }

    /// <summary>Upgrades the request; what is read from the stream is not counted.</summary>
    Task<Stream> UpgradeUncountedAsync();
}
