using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Client.Transports;

/// <summary>One open transport, as SignalR's HubConnection wants to see it.</summary>
internal sealed class TransportConnection : ConnectionContext, IConnectionInherentKeepAliveFeature
{
    private readonly ITransport transport;
    private readonly HubHttp http;
    private int disposed;

    public TransportConnection(ITransport transport, HubTransports kind, HubHttp http, string connectionId, IDuplexPipe pipe)
    {
        (this.transport, this.http) = (transport, http);
        (Kind, ConnectionId, Transport) = (kind, connectionId, pipe);
        Features.Set<IConnectionInherentKeepAliveFeature>(this);
    }

    /// <summary>Which transport it is.</summary>
    public HubTransports Kind { get; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    bool IConnectionInherentKeepAliveFeature.HasInherentKeepAlive => transport.ChecksItself;

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        http.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
