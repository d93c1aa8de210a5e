using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace RealtimeHub.Client.Connections;

/// <summary>One connection to the hub, from its making to its end. The next one is another session.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly HubConnection connection;
    private readonly HubRequestHandler requests;
    private readonly TaskCompletionSource<Exception?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();
    private CancellationToken stopping;

    public Session(HubClientOptions options, SessionListener listener)
    {
        var protocol = new OrderedHubProtocol(HubProtocols.Create(options.Protocol), listener);
        requests = HubConnections.Requests(options);
        connection = HubConnections.Create(options, protocol, requests, options.AccessTokenProvider is { } provider ? () => TokenAsync(provider) : null);
        connection.Closed += OnClosed;
        Lost = lost.Token;
    }

    /// <summary>Completes when the connection has ended, with the reason if it wasn't orderly.</summary>
    public Task<Exception?> Ended => ended.Task;

    /// <summary>Cancelled when the connection has ended.</summary>
    public CancellationToken Lost { get; }

    /// <summary>The transport that carries it; none before it is started.</summary>
    public HubTransports Transport => requests.Transport;

    /// <summary>Connects. Throws <see cref="HubConnectException"/> when the server, or something between, refuses it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        stopping = cancellationToken;
        try
        {
            await connection.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw HubConnections.Refused(error);
        }
    }

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

    // A provider that ignores its token must not keep the client from ending.
    private Task<string?> TokenAsync(Func<CancellationToken, ValueTask<string?>> provider) => provider(stopping).AsTask().WaitAsync(stopping);

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
