using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Transports;

namespace RealtimeHub.Client.Connections;

/// <summary>One connection to the hub, from its making to its end. The next one is another session.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly HubConnection connection;
    private readonly TransportFactory transports;
    private readonly TaskCompletionSource<Exception?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();

    public Session(HubClientOptions options, ISessionListener listener)
    {
        var protocol = new OrderedHubProtocol(HubProtocols.Create(options.Protocol), listener);
        transports = new TransportFactory(TransportOptionsOf(options, protocol), options.LoggerFactory.CreateLogger<TransportFactory>());
        connection = Build(options, protocol, transports);
        connection.Closed += OnClosed;
        Lost = lost.Token;
    }

    /// <summary>Completes when the connection has ended, with the reason if it wasn't orderly.</summary>
    public Task<Exception?> Ended => ended.Task;

    /// <summary>Cancelled when the connection has ended.</summary>
    public CancellationToken Lost { get; }

    /// <summary>The transport that carries it; none before it is started.</summary>
    public HubTransports Transport => transports.Connection?.Kind ?? HubTransports.None;

    public Task StartAsync(CancellationToken cancellationToken) => connection.StartAsync(cancellationToken);

    /// <summary>Calls a method; one that answers nothing has an <c>object?</c>. Throws <see cref="HubCallException"/> or <see cref="ConnectionLostException"/>.</summary>
    public async Task<TResult> InvokeAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        try
        {
            var result = await connection.InvokeCoreAsync(method, typeof(TResult), [request], cancellationToken).ConfigureAwait(false);
            return (TResult)result!;
        }
        catch (Exception error) when (Translate(error, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await OnClosed(null).ConfigureAwait(false);
    }

    private static TransportOptions TransportOptionsOf(HubClientOptions options, OrderedHubProtocol protocol) => new()
    {
        Url = options.Url,
        Transports = options.Transports,
        TransferFormat = protocol.TransferFormat,
        AccessTokenProvider = options.AccessTokenProvider,
        Headers = options.Headers,
        ConfigureHttp = options.ConfigureHttp,
        RequestTimeout = options.ConnectTimeout,
        ProbeInterval = options.KeepAliveInterval,
        TimeProvider = options.TimeProvider,
    };

    private static HubConnection Build(HubClientOptions options, IHubProtocol protocol, IConnectionFactory transports)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton(protocol);
        builder.Services.AddSingleton(transports);
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(options.Url));
        builder.Services.AddSingleton(options.LoggerFactory);
        var connection = builder.Build();
        connection.ServerTimeout = options.ServerTimeout;
        connection.KeepAliveInterval = options.KeepAliveInterval;
        connection.HandshakeTimeout = options.ConnectTimeout;
        return connection;
    }

    /// <summary>What a caller should see instead; null to let the error pass.</summary>
    private Exception? Translate(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested && cancellationToken != Lost => null,
        // What can't be written is the caller's own mistake.
        JsonException or NotSupportedException or ArgumentException => null,
        // A Close with a reason fails the calls under way with a HubException that is no refusal of them.
        HubException refusal when !refusal.Message.StartsWith("The server closed the connection", StringComparison.Ordinal) => CallErrors.Read(refusal),
        _ => new ConnectionLostException("The connection was lost before the answer came.", error),
    };

    private Task OnClosed(Exception? error)
    {
        if (ended.TrySetResult(error))
            lost.Cancel();
        return Task.CompletedTask;
    }
}
