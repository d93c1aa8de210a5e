using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Waits for a connection's handshake, for a short time and a few bytes, before anything is made for it. SignalR would wait longer and take
/// as many bytes as a message may have.
/// </summary>
internal sealed class HandshakeGuard(LimitOptions limits, PendingConnections pending, Violations violations, ICallerTokens tokens, TimeProvider time)
{
    private const byte Separator = 0x1e;

    /// <summary>Connection middleware, before the hub.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        var refusal = await WaitAsync(connection);
        if (PendingOf(connection.GetHttpContext()) is { } begun)
            pending.End(begun);
        if (refusal is null)
            await next(connection);
        else
            await AnswerAsync(connection.Transport.Output, refusal);
    };

    // Long polling begins with a request that another one, with the same connection token, has followed.
    private PendingConnection? PendingOf(HttpContext? request)
    {
        if (request is null)
            return null;
        if (request.Items.TryGetValue(typeof(PendingConnection), out var begun))
            return (PendingConnection?)begun;
        return pending.TryFind(request.Request.Query["id"].ToString(), out var negotiated) ? negotiated : null;
    }

    /// <summary>Null once the whole handshake is there, unread; else why there will be none.</summary>
    private async Task<string?> WaitAsync(ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(limits.HandshakeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(either.Token);
                var head = read.Buffer.Length > limits.MaxHandshakeBytes ? read.Buffer.Slice(0, limits.MaxHandshakeBytes) : read.Buffer;
                var (isThere, isTooLong) = (head.PositionOf(Separator) is not null, read.Buffer.Length > limits.MaxHandshakeBytes);
                // What comes right behind a handshake doesn't make it longer.
                if (isThere ? !IsHandshake(head) : isTooLong)
                    NoteViolation(connection);
                var isOver = isThere || isTooLong || read.IsCompleted || read.IsCanceled;

                // What was not examined is given again by the next read.
                input.AdvanceTo(read.Buffer.Start, isOver ? read.Buffer.Start : read.Buffer.End);
                if (isThere)
                    return null;
                if (isTooLong)
                    return string.Create(CultureInfo.InvariantCulture, $"a handshake has at most {limits.MaxHandshakeBytes} bytes");
                if (isOver)
                    return "the connection ended before the handshake";
            }
        }
        catch (Exception) when (!limit.IsCancellationRequested)
        {
            return "the connection ended before the handshake";
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the handshake did not come within {limits.HandshakeTimeout.TotalSeconds:0.###} s");
        }
    }

    // What is there and is none SignalR answers and ends.
    private static bool IsHandshake(ReadOnlySequence<byte> bytes)
    {
        try
        {
            return HandshakeProtocol.TryParseRequestMessage(ref bytes, out _);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            return false;
        }
    }

    private void NoteViolation(ConnectionContext connection)
    {
        var request = connection.GetHttpContext();
        violations.Note(tokens.Of(request)?.SignedInUserId, request?.Connection.RemoteIpAddress);
    }

    private static async Task AnswerAsync(PipeWriter output, string refusal)
    {
        try
        {
            HandshakeProtocol.WriteResponseMessage(new HandshakeResponseMessage(refusal), output);
            await output.FlushAsync();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It is gone.
        }
    }
}
