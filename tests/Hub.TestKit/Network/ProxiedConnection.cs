using System.Net.Sockets;

namespace RealtimeHub.TestKit;

/// <summary>One connection through the proxy: two sockets and a pump each way.</summary>
internal sealed class ProxiedConnection(CuttingProxy proxy, Socket client)
{
    // Small, so that a closed valve holds back nearly everything.
    private const int ChunkBytes = 4096;
    private const int BufferBytes = 64 * 1024;

    private readonly Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = BufferBytes };
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private PlannedCut? planned;
    private int left = int.MaxValue;
    private int cut;

    /// <summary>Plans its end; null lets it be.</summary>
    public void CutAfter(PlannedCut? where)
    {
        planned = where;
        left = where?.Bytes ?? int.MaxValue;
    }

    public void Cut(bool orderly)
    {
        if (Interlocked.Exchange(ref cut, 1) != 0)
            return;
        proxy.OnCut();
        foreach (var socket in new[] { client, server })
            Close(socket, orderly);
        end.Cancel();
    }

    public async Task RunAsync(string host, int port, CancellationToken cancellationToken)
    {
        await using var stopping = cancellationToken.Register(end.Cancel);
        client.NoDelay = true;
        try
        {
            var head = await AnswerOrForwardAsync();
            if (head is null)
                return;
            await server.ConnectAsync(host, port, end.Token);
            await Task.WhenAll(
                PumpOrEndAsync(client, server, proxy.ToServer, head),
                PumpOrEndAsync(server, client, proxy.ToClients, []));
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone, and so is the other in a moment.
        }
        finally
        {
            Close(client, orderly: true);
            Close(server, orderly: true);
        }
    }

    /// <summary>The bytes that were read to look at the request; null when it was answered here.</summary>
    private async Task<byte[]?> AnswerOrForwardAsync()
    {
        if (!proxy.RefusesWebSockets && !proxy.RefusesEventStreams)
            return [];
        var head = await RequestHead.ReadAsync(client, end.Token);
        var refused = (head.IsWebSocket && proxy.RefusesWebSockets) || (head.IsEventStream && proxy.RefusesEventStreams);
        if (!refused)
            return head.ForOneRequest();
        await client.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), end.Token);
        client.Shutdown(SocketShutdown.Send);
        return null;
    }

    // An end without FIN on the one side is passed on to the other.
    private async Task PumpOrEndAsync(Socket from, Socket to, Valve valve, byte[] first)
    {
        try
        {
            await PumpAsync(from, to, valve, first);
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Valve valve, byte[] first)
    {
        var buffer = new byte[ChunkBytes];
        var bytes = first.AsMemory();
        while (true)
        {
            if (bytes.IsEmpty)
            {
                await valve.WaitAsync(end.Token);
                var read = await from.ReceiveAsync(buffer, end.Token);
                if (read == 0)
                    break;
                bytes = buffer.AsMemory(0, read);
            }

            if (valve == proxy.ToClients && proxy.IsCutBefore(bytes.Span))
            {
                Cut(orderly: false);
                return;
            }

            // The valve may have been closed while a read was under way.
            await valve.WaitAsync(end.Token);
            var pass = bytes[..Take(bytes.Length)];
            await SendAllAsync(to, pass);
            valve.Count(pass.Length);
            if (pass.Length < bytes.Length)
            {
                Cut(planned!.Orderly);
                return;
            }

            bytes = default;
        }

        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>How many of these bytes may pass before the planned cut.</summary>
    private int Take(int bytes)
    {
        lock (gate)
        {
            if (planned is null)
                return bytes;
            var taken = Math.Min(left, bytes);
            left -= taken;
            return taken;
        }
    }

    private async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes, end.Token)..];
    }

    private static void Close(Socket socket, bool orderly)
    {
        try
        {
            if (orderly)
                socket.Shutdown(SocketShutdown.Both);
            else
                socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already, or never was open.
        }

        socket.Dispose();
    }
}
