using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Yjs;

/// <summary>Runs the WebSockets of y-websocket's providers, from when they are accepted until they have ended.</summary>
internal sealed partial class YjsSockets(
    YjsDocuments documents,
    DocumentsOptions options,
    LimitOptions limits,
    ConnectionCounts counts,
    ServerCounters counters,
    IRevokedTokens revoked,
    TimeProvider time,
    ILogger<YjsSockets> logger)
{
    // A message is an update, a state vector or awareness, with a few bytes in front.
    private const int HeadBytes = 16;
    private const int ReadBytes = 4 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TokenGrace = TimeSpan.FromSeconds(25);

    /// <summary>Serves one WebSocket. Returns when it has ended.</summary>
    /// <param name="socket">The accepted WebSocket.</param>
    /// <param name="token">Who it is; null for a connection without a token, which is denied.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="documentId">The document.</param>
    /// <param name="aborted">Cancelled when the transport is gone.</param>
    public async Task RunAsync(WebSocket socket, CallerToken? token, IPAddress? address, string documentId, CancellationToken aborted)
    {
        var outbox = new YjsOutbox(limits.OutboxPublications, limits.OutboxBytes);
        if (token is null)
        {
            outbox.End(YjsClose.Of(ErrorCode.Unauthorized, "a token is required, as access_token"));
            await WriteAsync(socket, outbox, aborted);
            return;
        }

        if (counts.TryAcquire(token.UserId, address) is var limit && limit != ConnectionLimit.None)
        {
            outbox.End(YjsClose.Of(ErrorCode.RateLimited, counts.Describe(limit)));
            await WriteAsync(socket, outbox, aborted);
            return;
        }

        counters.ConnectionOpened();
        try
        {
            var caller = new DocumentCaller(token.UserId, token.Name, "yjs-" + Guid.NewGuid().ToString("N"));
            await ServeAsync(socket, new YjsSession(documents, caller, documentId, outbox, new ConnectionLimits(limits, time), time) { Token = token }, token, caller.ConnectionId, aborted);
        }
        finally
        {
            counters.ConnectionClosed();
            counts.Release(token.UserId, address);
        }
    }

    private async Task ServeAsync(WebSocket socket, YjsSession session, CallerToken token, string connectionId, CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        documents.Sessions.Add(session);

        // A revoke that came in while this session could not be found yet.
        if (revoked.Has(token))
            session.End(ErrorCode.Unauthorized, "access was revoked");
        await using var expiry = time.CreateTimer(
            _ => session.End(ErrorCode.Unauthorized, "the token expired; connect with a new one"), null, Left(token.Expires), Timeout.InfiniteTimeSpan);
        ChannelListening? listening = null;
        try
        {
            var reading = Task.Run(
                async () =>
                {
                    listening = await GuardAsync(session, () => session.BeginAsync(ended.Token));
                    await ReadAllAsync(socket, session, ended.Token);
                },
                CancellationToken.None);
            await WriteAsync(socket, session.Outbox, ended.Token);
            await WaitAsync(reading);
            socket.Abort();
            await ended.CancelAsync();
            await WaitAsync(reading);
        }
        finally
        {
            documents.Sessions.Remove(session);
            if (listening is not null)
                await listening.DisposeAsync();
            await documents.Awareness.WithdrawAsync(session.DocumentId, connectionId);
        }
    }

    private async Task ReadAllAsync(WebSocket socket, YjsSession session, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(ReadBytes);
        var longest = Math.Max(options.MaxUpdateBytes, options.MaxAwarenessBytes) + HeadBytes;
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var read = await socket.ReceiveAsync(message.GetMemory(ReadBytes), cancellationToken);
                if (read.MessageType == WebSocketMessageType.Close)
                    break;

                // What comes after the end is passed over, until the client has closed, too.
                if (session.Outbox.Close is not null)
                {
                    message.Clear();
                    continue;
                }

                message.Advance(read.Count);
                if (message.WrittenCount > longest)
                    session.End(ErrorCode.PayloadTooLarge, $"a message is longer than {longest} bytes; make smaller edits");
                else if (read.MessageType != WebSocketMessageType.Binary)
                    session.End(ErrorCode.BadRequest, "messages are binary");
                else if (read.EndOfMessage)
                    await TakeAsync(session, message, cancellationToken);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The transport is gone.
        }

        session.Outbox.End(YjsClose.Normal);
    }

    private async Task TakeAsync(YjsSession session, ArrayBufferWriter<byte> message, CancellationToken cancellationToken)
    {
        var bytes = message.WrittenSpan.ToArray();
        message.ResetWrittenCount();
        await GuardAsync(session, async () =>
        {
            await session.TakeAsync(SyncMessage.Read(bytes), cancellationToken);
            return true;
        });
    }

    private async ValueTask<T?> GuardAsync<T>(YjsSession session, Func<ValueTask<T>> act)
    {
        try
        {
            return await act();
        }
        catch (InvalidUpdateException fault)
        {
            session.End(ErrorCode.BadRequest, $"a message is malformed: {fault.Message}");
        }
        catch (EngineUnavailableException)
        {
            session.End(ErrorCode.Unavailable, "the engine does not answer; connect again");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(session.DocumentId, error);
            session.End(ErrorCode.Internal, "the server failed; connect again");
        }

        return default;
    }

    private async Task WriteAsync(WebSocket socket, YjsOutbox outbox, CancellationToken cancellationToken)
    {
        // One limit for all that is sent: it is set only where a message has to wait for its reader.
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (await outbox.TakeAsync(cancellationToken) is { } message)
            {
                var sending = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, either.Token);
                if (!sending.IsCompletedSuccessfully)
                {
                    limit.CancelAfter(limits.DeadPeerTimeout);
                    await sending;
                    limit.CancelAfter(Timeout.InfiniteTimeSpan);
                }

                counters.Delivered(1);
            }

            using var closing = new CancellationTokenSource(CloseTimeout, time);
            if (outbox.Close is { } close && socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, close.Reason, closing.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The transport is gone, or its reader takes nothing.
            outbox.End(YjsClose.Normal);
            socket.Abort();
        }
    }

    // A client that does not answer the close is cut off.
    private async Task WaitAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(CloseTimeout, time);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // It is aborted next.
        }
    }

    private TimeSpan Left(DateTimeOffset expires)
    {
        var left = expires - time.GetUtcNow() + TokenGrace;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left > TimeSpan.FromDays(30) ? TimeSpan.FromDays(30) : left;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A WebSocket of document {DocumentId} failed.")]
    private partial void LogFailed(string documentId, Exception error);
}
