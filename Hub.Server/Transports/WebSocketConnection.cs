using System.IO.Pipelines;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Server.Transports.Framing;

namespace RealtimeHub.Server.Transports;

/// <summary>A WebSocket as a hub sees it: SignalR's pings, timeouts, users and formats hang on the features that it brings.</summary>
internal sealed class WebSocketConnection : ConnectionContext, IDuplexPipe,
    IConnectionIdFeature, IConnectionItemsFeature, IConnectionTransportFeature, IConnectionUserFeature, IConnectionHeartbeatFeature, IConnectionLifetimeFeature,
    IConnectionInherentKeepAliveFeature, ITransferFormatFeature, IHttpContextFeature, IHttpTransportFeature
{
    private const int MostLingering = 64 * 1024;
    private static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(1);

    private readonly Lock lazy = new();
    private readonly CancellationTokenSource closed = new();
    private readonly TransportLimits limits;
    private readonly Receiver receiver;
    private readonly HubOutput output;
    private readonly Pipe input;
    private List<(Action<object> Act, object State)>? heartbeats;
    private ConnectionItems? items;
    private int silence;

    /// <summary>Makes one for an upgraded request.</summary>
    /// <param name="id">Its public id.</param>
    /// <param name="request">The request, which lasts as long as the connection.</param>
    /// <param name="stream">What the request was upgraded to.</param>
    /// <param name="direct">Where frames are sent once the client has been heard; null where only the stream may be written to.</param>
    /// <param name="meter">Counts the client's frames; null where nothing bounds them.</param>
    /// <param name="limits">How long things may take, and how much may wait.</param>
    public WebSocketConnection(string id, HttpContext request, Stream stream, IFrameSink? direct, IFrameMeter? meter, TransportLimits limits)
    {
        ConnectionId = id;
        HttpContext = request;
        User = request.User;
        this.limits = limits;
        Gate = new WriteGate(new StreamSink(stream)) { OnFailed = Abort };
        input = new Pipe(new PipeOptions(pauseWriterThreshold: limits.InputBytes, resumeWriterThreshold: limits.InputBytes / 2, useSynchronizationContext: false));
        output = new HubOutput(Gate, this);
        receiver = new Receiver(stream, meter, input.Writer, output, Gate)
        {
            // Its answer to the upgrade has left the web server by then: a client speaks after it.
            OnFirst = direct is null ? null : () => Gate.Use(direct),
        };
        Transport = this;
        ConnectionClosed = closed.Token;
        Features = FeaturesOf(this);
    }

    /// <summary>The one way out.</summary>
    public WriteGate Gate { get; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get
        {
            lock (lazy)
                return items ??= new ConnectionItems();
        }

        set => items = new ConnectionItems(value);
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public HttpContext? HttpContext { get; set; }

    public HttpTransportType TransportType => HttpTransportType.WebSockets;

    public bool HasInherentKeepAlive => false;

    public TransferFormat SupportedFormats { get; set; } = TransferFormat.Binary | TransferFormat.Text;

    public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;

    PipeReader IDuplexPipe.Input => input.Reader;

    PipeWriter IDuplexPipe.Output => output;

    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (lazy)
            (heartbeats ??= new(1)).Add((action, state));
    }

    /// <summary>Serves the hub until one of both sides ends. Throws what the hub throws.</summary>
    public async Task RunAsync(ConnectionDelegate application)
    {
        var receiving = receiver.RunAsync();
        var running = application(this);
        try
        {
            await Task.WhenAny(receiving, running);
            if (receiving.IsCompleted)
                NoteClosed();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // A client that still sends is read no further; one that says goodbye is.
            await input.Reader.CompleteAsync();
            Gate.Close(running.IsCompletedSuccessfully ? CloseStatus.Normal : CloseStatus.InternalError);
            await PartAsync(receiving);
        }
        finally
        {
            NoteClosed();
            Gate.End();
        }

        await running;
    }

    /// <summary>Asks the hub to end; its client is told by a close frame.</summary>
    public void Stop() => input.Reader.CancelPendingRead();

    /// <summary>Cuts the connection.</summary>
    public override void Abort()
    {
        NoteClosed();
        Gate.End();
        input.Writer.CancelPendingFlush();
        HttpContext?.Abort();
    }

    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    /// <summary>Called once a second: lets the hub ping and look after its client, and looks itself after one that says nothing or reads nothing.</summary>
    public void Tick()
    {
        var callbacks = heartbeats;
        for (var i = 0; i < (callbacks?.Count ?? 0); i++)
            callbacks![i].Act(callbacks[i].State);
        if (Gate.WaitingSince is > 0 and var since && limits.SendTimeout > TimeSpan.Zero && Environment.TickCount64 - since > limits.SendTimeout.TotalMilliseconds)
            Abort();

        // Looks are counted, not read from a clock: a machine that slept has not heard from its clients either.
        silence = receiver.TakeHeard() ? 0 : silence + 1;
        if (limits.PingSeconds <= 0)
            return;
        if (silence == limits.PingSeconds)
            Gate.Queue(FrameHeader.Frame(Opcode.Ping, []));
        else if (silence >= 2 * limits.PingSeconds)
            Abort();
    }

    private async Task PartAsync(Task<ReceiveEnd> receiving)
    {
        await Task.WhenAll(receiving, Gate.DrainAsync()).WaitAsync(limits.CloseTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!receiving.IsCompleted)
        {
            Abort();
            await receiving;
        }
        else if (await receiving == ReceiveEnd.Violated)
        {
            using var limit = new CancellationTokenSource(LingerLimit);
            await receiver.LingerAsync(MostLingering, limit.Token);
        }
    }

    // Whoever waits for it may be the hub's own code.
    private void NoteClosed()
    {
        if (!closed.IsCancellationRequested)
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.CancelClosed(), this, preferLocal: false);
    }

    private void CancelClosed()
    {
        try
        {
            closed.Cancel();
        }
        catch (AggregateException)
        {
            // A callback at the end has failed: no caller waits for it, and it must not end the process.
        }
    }

    private static FeatureCollection FeaturesOf(WebSocketConnection connection)
    {
        var features = new FeatureCollection(initialCapacity: 16);
        features.Set<IConnectionIdFeature>(connection);
        features.Set<IConnectionItemsFeature>(connection);
        features.Set<IConnectionTransportFeature>(connection);
        features.Set<IConnectionUserFeature>(connection);
        features.Set<IConnectionHeartbeatFeature>(connection);
        features.Set<IConnectionLifetimeFeature>(connection);
        features.Set<IConnectionInherentKeepAliveFeature>(connection);
        features.Set<ITransferFormatFeature>(connection);
        features.Set<IHttpContextFeature>(connection);
        features.Set<IHttpTransportFeature>(connection);
        features.Set(connection.Gate);
        return features;
    }
}

/// <summary>How long things may take on a WebSocket, and how much may wait.</summary>
/// <param name="PingSeconds">After how many silent seconds a client is asked whether it is there, and how long it may take to answer; 0 never asks.</param>
/// <param name="SendTimeout">How long one write may wait for its reader; zero waits for ever.</param>
/// <param name="CloseTimeout">How long the other side's close frame is waited for.</param>
/// <param name="InputBytes">How many bytes may wait for the hub before nothing more is read; 0 lifts the limit.</param>
internal sealed record TransportLimits(int PingSeconds, TimeSpan SendTimeout, TimeSpan CloseTimeout, long InputBytes);
