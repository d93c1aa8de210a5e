using System.Diagnostics;
using System.Net.WebSockets;
using RealtimeHub.Load;

namespace RealtimeHub.Documents.Load;

/// <summary>What one run gave.</summary>
/// <param name="Offered">Updates that were sent in the measured time.</param>
/// <param name="Deliveries">How many of them came to another editor.</param>
/// <param name="Expected">How many should have.</param>
/// <param name="P50">From sending to the other editor's receipt.</param>
/// <param name="P99">The same.</param>
/// <param name="ProcessorPerDelivery">The server's processor time for each delivery.</param>
/// <param name="SlowestReader">The mean of the editor to whom updates came slowest.</param>
/// <param name="SlowestWriter">The mean of the editor whose updates came slowest to others.</param>
internal sealed record EditorFigures(int Offered, long Deliveries, long Expected, TimeSpan P50, TimeSpan P99, TimeSpan ProcessorPerDelivery, TimeSpan SlowestReader, TimeSpan SlowestWriter);

/// <summary>Editors of one document, each with a WebSocket of its own, each at a steady rate. Updates carry their number, so that each receipt is timed.</summary>
internal sealed class EditorRun(Peer server, Wire wire, int editors, int perSecond, TimeSpan length, Action begins)
{
    private const int Digits = 7;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private readonly long[] sentAt = new long[10_000_000];
    private readonly Latencies latencies = new();
    private readonly Lock gate = new();
    private readonly (long Ticks, long Count)[] byReader = new (long, long)[editors];
    private readonly (long Ticks, long Count)[] byWriter = new (long, long)[editors];
    private int numbers;
    private int firstMeasured = int.MaxValue;

    public async Task<EditorFigures> RunAsync(string documentId, Func<int, string> token)
    {
        var all = new List<(ClientWebSocket Socket, YDoc Doc)>();
        using var end = new CancellationTokenSource();
        var reading = new List<Task>();
        for (var i = 0; i < editors; i++)
        {
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://{server}{wire.Path(token(i), documentId)}"), CancellationToken.None);
            all.Add((socket, new YDoc(1_000 + i)));
            var editor = i;
            reading.Add(Task.Run(() => ReadAsync(socket, editor, end.Token), CancellationToken.None));
            foreach (var hello in wire.Hello(documentId))
                await socket.SendAsync(hello, WebSocketMessageType.Binary, true, CancellationToken.None);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        await SendAsync(documentId, all, WarmUp);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        firstMeasured = numbers;
        begins();
        var processor = server.ProcessorTime;
        await SendAsync(documentId, all, length);
        var offered = numbers - firstMeasured;
        var expected = (long)offered * (editors - 1);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(20) && Received < expected;)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        processor = server.ProcessorTime - processor;
        await end.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var (socket, _) in all)
            socket.Dispose();
        return new EditorFigures(offered, Received, expected, latencies.Percentile(0.5), latencies.Percentile(0.99), processor / Math.Max(1, Received), Slowest(byReader), Slowest(byWriter));
    }

    private static TimeSpan Slowest((long Ticks, long Count)[] means) => TimeSpan.FromTicks(means.Max(mean => mean.Ticks / Math.Max(1, mean.Count)));

    private static void Add(ref (long Ticks, long Count) mean, TimeSpan latency) => mean = (mean.Ticks + latency.Ticks, mean.Count + 1);

    private long Received
    {
        get
        {
            lock (gate)
                return latencies.Count;
        }
    }

    private async Task SendAsync(string documentId, List<(ClientWebSocket Socket, YDoc Doc)> all, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var total = (long)(time.TotalSeconds * perSecond * editors);
        for (long sent = 0; sent < total; sent++)
        {
            var due = TimeSpan.FromSeconds(sent / (double)(perSecond * editors));
            if (due - clock.Elapsed is { Ticks: > 10_000 } left)
                await Task.Delay(left, TimeProvider.System);
            var (socket, doc) = all[(int)(sent % editors)];
            var number = numbers++;
            ReadOnlyMemory<byte> update = default;
            void Take(YDocUpdate made) => update = made.Update;
            doc.Updated += Take;
            var text = doc.GetText("content");
            text.Insert(text.Length, "#" + number.ToString("D" + Digits, System.Globalization.CultureInfo.InvariantCulture));
            doc.Updated -= Take;
            Volatile.Write(ref sentAt[number], Stopwatch.GetTimestamp());
            await socket.SendAsync(wire.Push(documentId, update.ToArray()), WebSocketMessageType.Binary, true, CancellationToken.None);
        }
    }

    private async Task ReadAsync(ClientWebSocket socket, int editor, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        try
        {
            for (var filled = 0; ;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
                if (read.MessageType == WebSocketMessageType.Close)
                    return;
                filled += read.Count;
                if (!read.EndOfMessage && filled < buffer.Length)
                    continue;
                Count(buffer.AsSpan(0, filled), editor);
                filled = 0;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The run is over.
        }
    }

    private void Count(ReadOnlySpan<byte> message, int editor)
    {
        var now = Stopwatch.GetTimestamp();
        while (message.IndexOf((byte)'#') is var at and >= 0 && at + Digits < message.Length)
        {
            var number = 0;
            for (var i = 1; i <= Digits; i++)
                number = message[at + i] is >= (byte)'0' and <= (byte)'9' and var digit ? (number * 10) + digit - '0' : -1_000_000_000;
            message = message[(at + 1)..];
            // Rounds are whole, so that a number says who sent it; some servers send an editor's own updates back.
            if (number < firstMeasured || number >= numbers || number % editors == editor)
                continue;
            lock (gate)
            {
                var latency = Stopwatch.GetElapsedTime(Volatile.Read(ref sentAt[number]), now);
                latencies.Add(latency);
                Add(ref byReader[editor], latency);
                Add(ref byWriter[number % editors], latency);
            }
        }
    }
}
