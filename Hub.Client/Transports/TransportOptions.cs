using Microsoft.AspNetCore.Connections;

namespace RealtimeHub.Client.Transports;

/// <summary>What the transports need to know to reach a hub.</summary>
internal sealed record TransportOptions
{
    /// <summary>The hub's address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The transports to try.</summary>
    public HubTransports Transports { get; init; } = HubTransports.All;

    /// <summary>What the hub protocol writes: text or binary.</summary>
    public TransferFormat TransferFormat { get; init; } = TransferFormat.Text;

    /// <summary>Gives the access token; asked once a connection.</summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessTokenProvider { get; init; }

    /// <summary>Sent with every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes the handler before its first request.</summary>
    public Action<SocketsHttpHandler>? ConfigureHttp { get; init; }

    /// <summary>How long one request that must be answered at once may take, and so may opening a transport.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a long poll that says nothing is checked to be alive.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer has to answer a close.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Measures all of these.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
