using System.Globalization;
using System.Net.WebSockets;
using RealtimeHub.Server.Hubs;

namespace RealtimeHub.Microbench.WebSockets;

/// <summary>What counting frames costs a message that a client sends, beside receiving it without.</summary>
internal static class FrameBenchmark
{
    private static readonly int[] Sizes = [100, 1_000, 16_000];

    public static int Run(string[] args)
    {
        var rounds = int.Parse(Option(args, "--rounds") ?? "9", CultureInfo.InvariantCulture);
        var measured = new Rounds([.. Sizes.SelectMany(Pair)], rounds);
        measured.Run();
        var report = $"""
            # WebSocket frames: what counting them costs

            {MachineFacts.Describe()}. {rounds} interleaved rounds in one process.

            A WebSocket of .NET receives one masked text message after the other from a stream in memory, so that nothing but the
            receiving itself takes time: from the stream directly, and through `MeteredStream`, which counts the frames.

            {measured.Table()}
            """;
        Console.WriteLine(report);
        if (Option(args, "--out") is { } file)
            File.WriteAllText(file, report);
        return 0;
    }

    private static IEnumerable<Measured> Pair(int bytes)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"a message of {bytes} bytes");
        yield return Receiving(group, "without", new RepeatedFrame(bytes));
        yield return Receiving(group, "counted", new MeteredStream(new RepeatedFrame(bytes), new WebSocketFrameMeter(128, int.MaxValue, TimeProvider.System)));
    }

    private static Measured Receiving(string group, string name, Stream stream)
    {
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[Sizes[^1]];
        return new Measured(group, name, count =>
        {
            for (var n = 0; n < count; n++)
                Receive(socket, buffer);
        });
    }

    // The stream never lets anyone wait.
    private static void Receive(WebSocket socket, byte[] buffer)
    {
        ValueWebSocketReceiveResult received;
        do
        {
            var receiving = socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            received = receiving.IsCompleted ? receiving.GetAwaiter().GetResult() : throw new InvalidOperationException("the stream waits");
        }
        while (!received.EndOfMessage);
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
