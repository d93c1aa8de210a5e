using System.Net;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Client.Connections;

/// <summary>Makes SignalR's own connection to a hub from the options of a client.</summary>
internal static class HubConnections
{
    // A peer that says nothing has this long to answer a close.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    /// <param name="options">The client's options.</param>
    /// <param name="protocol">The encoding.</param>
    /// <param name="requests">Sends the requests; disposed with the connection.</param>
    /// <param name="accessToken">Gives the token; null to send none.</param>
    public static HubConnection Create(HubClientOptions options, IHubProtocol protocol, HubRequestHandler requests, Func<Task<string?>>? accessToken)
    {
        var builder = new HubConnectionBuilder().WithUrl(options.Url, (HttpTransportType)options.Transports, http =>
        {
            http.AccessTokenProvider = accessToken;
            http.HttpMessageHandlerFactory = _ => requests;
            http.WebSocketFactory = new WebSocketOpener(options, requests, new HttpMessageInvoker(requests.InnerHandler!, disposeHandler: false)).OpenAsync;
            http.CloseTimeout = CloseTimeout;
        });
        builder.Services.AddSingleton(protocol);
        builder.Services.AddSingleton(options.LoggerFactory);
        var connection = builder.Build();
        connection.ServerTimeout = options.ServerTimeout;
        connection.KeepAliveInterval = options.KeepAliveInterval;
        connection.HandshakeTimeout = options.ConnectTimeout;
        return connection;
    }

    /// <summary>The requests of one connection.</summary>
    public static HubRequestHandler Requests(HubClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect of a POST would lose its body and show the token to another host; negotiate has its own way of redirecting.
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
        };
        options.ConfigureHttp?.Invoke(handler);
        return new HubRequestHandler(options, handler);
    }

    /// <summary>Why a connection could not be made, as callers see it.</summary>
    public static HubConnectException Refused(Exception error) => error switch
    {
        HubConnectException refused => refused,
        HttpRequestException http => new HubConnectException(http.Message, http) { StatusCode = http.StatusCode },
        AggregateException { InnerExceptions: { Count: > 0 } all } => new HubConnectException(
            "Every transport was refused: " + string.Join(' ', all.Select(one => one.Message)), error) { StatusCode = StatusOf(all) },
        _ => new HubConnectException(error.Message, error),
    };

    private static HttpStatusCode? StatusOf(IEnumerable<Exception> errors) =>
        errors.Select(error => ((error as HttpRequestException) ?? error.InnerException as HttpRequestException)?.StatusCode).FirstOrDefault(status => status is not null);
}
