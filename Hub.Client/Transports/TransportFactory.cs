using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Client.Transports;

/// <summary>
/// Connects: negotiates, then tries the transports that both sides have, in the order WebSockets, Server-Sent Events, long
/// polling, until one is not refused. Stands where SignalR's own HTTP connections would.
/// </summary>
internal sealed partial class TransportFactory(TransportOptions options, ILogger<TransportFactory> logger) : IConnectionFactory
{
    private static readonly HubTransports[] Order = [HubTransports.WebSockets, HubTransports.ServerSentEvents, HubTransports.LongPolling];

    /// <summary>The connection made last, for whoever wants to know its transport.</summary>
    public TransportConnection? Connection { get; private set; }

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var http = new HubHttp(options);
        try
        {
            Connection = await ConnectAsync(http, cancellationToken).ConfigureAwait(false);
            return Connection;
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private async Task<TransportConnection> ConnectAsync(HubHttp http, CancellationToken cancellationToken)
    {
        var token = options.AccessTokenProvider is { } provider ? await provider(cancellationToken).ConfigureAwait(false) : null;
        var negotiator = new Negotiator(http);
        var refusals = new List<Exception>();
        Negotiated? negotiated = null;
        foreach (var kind in Order)
        {
            if (!options.Transports.HasFlag(kind))
                continue;
            negotiated ??= await negotiator.NegotiateAsync(options.Url, token, cancellationToken).ConfigureAwait(false);
            if (!IsOffered(negotiated, kind))
                continue;
            try
            {
                return await OpenAsync(http, kind, negotiated, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (IsRefusal(error) && !cancellationToken.IsCancellationRequested)
            {
                LogRefused(kind, error);
                refusals.Add(error);
                // The refused transport may have used up the connection: the next one gets a fresh one.
                negotiated = null;
            }
        }

        throw refusals.Count == 0
            ? new HubConnectException("The server offers none of the transports that this client may use.")
            : new HubConnectException("Every transport was refused.", refusals.Count == 1 ? refusals[0] : new AggregateException(refusals));
    }

    private async Task<TransportConnection> OpenAsync(HubHttp http, HubTransports kind, Negotiated negotiated, CancellationToken cancellationToken)
    {
        var (near, far) = DuplexPipe.CreatePair();
        var transport = Create(kind, http, negotiated.AccessToken);
        await transport.StartAsync(HubHttp.WithQuery(negotiated.Url, "id", negotiated.ConnectionToken), far, cancellationToken).ConfigureAwait(false);
        LogConnected(kind, negotiated.ConnectionId);
        return new TransportConnection(transport, kind, http, negotiated.ConnectionId, near);
    }

    private ITransport Create(HubTransports kind, HubHttp http, string? token) => kind switch
    {
        HubTransports.WebSockets => new WebSocketsTransport(http, token, options),
        HubTransports.ServerSentEvents => new ServerSentEventsTransport(http, token, options),
        _ => new LongPollingTransport(http, token, options),
    };

    private bool IsOffered(Negotiated negotiated, HubTransports kind) => negotiated.Offered.Any(offer =>
        offer.Transport == kind.ToString() && offer.TransferFormats.Contains(options.TransferFormat.ToString(), StringComparer.Ordinal));

    private static bool IsRefusal(Exception error) =>
        error is WebSocketException or HttpRequestException or HubConnectException or TimeoutException or IOException or OperationCanceledException;

    [LoggerMessage(1, LogLevel.Debug, "{Transport} was refused")]
    private partial void LogRefused(HubTransports transport, Exception error);

    [LoggerMessage(2, LogLevel.Debug, "Connected by {Transport} as {ConnectionId}")]
    private partial void LogConnected(HubTransports transport, string connectionId);
}
