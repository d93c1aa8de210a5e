using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Microbench.Journal;

/// <summary>A redis-server of its own, and XADD to it over one pipelined connection.</summary>
internal sealed class RedisLoad : IDisposable
{
    private readonly Process server;
    private readonly int port;

    private RedisLoad(Process server, int port) => (this.server, this.port) = (server, port);

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public static async Task<RedisLoad> StartAsync(string folder, string appendFsync)
    {
        Directory.CreateDirectory(folder);
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", appendFsync,
        ])
        { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                break;
        }

        return new RedisLoad(process, port);
    }

    public async Task<Sample> RunAsync(int inFlight, TimeSpan length)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await RunAsync(socket, inFlight, TimeSpan.FromMilliseconds(500));
        var watch = Stopwatch.StartNew();
        var ticks = await RunAsync(socket, inFlight, length);
        watch.Stop();
        return Sample.Of(ticks.Count, watch.Elapsed, ticks);
    }

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
    }

    private static async Task<List<long>> RunAsync(Socket socket, int inFlight, TimeSpan length)
    {
        var commands = Enumerable.Range(0, JournalLoad.Channels).Select(Command).ToArray();
        var sent = new Queue<long>();
        var ticks = new List<long>();
        var buffer = new byte[256 << 10];
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        await SendAsync(inFlight);
        while (sent.Count > 0)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory());
            // Each answer is "$15\r\n<id>\r\n".
            var answers = buffer.AsSpan(0, read).Count((byte)'$');
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < answers; i++)
                ticks.Add(now - sent.Dequeue());
            if (now < end && answers > 0)
                await SendAsync(answers);
        }

        return ticks;

        async Task SendAsync(int count)
        {
            using var some = new MemoryStream();
            for (var i = 0; i < count; i++)
            {
                some.Write(commands[(ticks.Count + i) % commands.Length]);
                sent.Enqueue(Stopwatch.GetTimestamp());
            }

            await socket.SendAsync(some.GetBuffer().AsMemory(0, (int)some.Length));
        }
    }

    private static byte[] Command(int channel)
    {
        string[] words = ["XADD", $"bench:{channel}", "MAXLEN", "~", "10000", "*", "d", new string('x', JournalLoad.PayloadBytes)];
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
            text.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
