using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>A program that publishes to a feed over HTTP at a steady pace, ten batches a second, from a thread of its own.</summary>
internal sealed class FeedSource : IDisposable
{
    public const string ApiKey = "key-of-the-load-generator";
    private const int BatchesPerSecond = 10;
    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private long published;

    /// <param name="server">Where the server listens.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="firstKey">The number of the first key.</param>
    /// <param name="keys">How many keys; each gets as many updates as any other.</param>
    /// <param name="perSecond">Updates a second.</param>
    public FeedSource(IPEndPoint server, string feed, int firstKey, int keys, int perSecond)
    {
        http.DefaultRequestHeaders.Add("X-API-Key", ApiKey);
        running = Task.Run(() => RunAsync(new Uri($"http://{server}/api/v1/feeds/{feed}/updates"), firstKey, keys, perSecond / BatchesPerSecond));
    }

    /// <summary>How many updates the server has accepted.</summary>
    public long Published => Interlocked.Read(ref published);

    /// <summary>The milliseconds that a value carries as its time.</summary>
    public static double Now => Stopwatch.GetTimestamp() * 1_000d / Stopwatch.Frequency;

    public static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"K{number:D5}");

    /// <summary>Gives every key of a range a value.</summary>
    public static async Task FillAsync(IPEndPoint server, string feed, int keys)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-API-Key", ApiKey);
        foreach (var part in Enumerable.Range(0, keys).Chunk(500))
            await PostAsync(http, new Uri($"http://{server}/api/v1/feeds/{feed}/updates"), part);
    }

    public void Dispose()
    {
        stop.Cancel();
        running.GetAwaiter().GetResult();
        stop.Dispose();
        http.Dispose();
    }

    private async Task RunAsync(Uri address, int firstKey, int keys, int batch)
    {
        var next = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1d / BatchesPerSecond), TimeProvider.System);
        while (!stop.IsCancellationRequested && await timer.WaitForNextTickAsync())
        {
            var numbers = new int[batch];
            for (var i = 0; i < batch; i++)
                numbers[i] = firstKey + ((next + i) % keys);
            next = (next + batch) % keys;
            await PostAsync(http, address, numbers);
            Interlocked.Add(ref published, batch);
        }
    }

    private static async Task PostAsync(HttpClient http, Uri address, int[] numbers)
    {
        var now = Now;
        var body = new StringBuilder("{\"updates\":[");
        foreach (var number in numbers)
        {
            body.Append(CultureInfo.InvariantCulture, $$"""{"key":"{{KeyOf(number)}}","fields":{"name":"Company {{number}}","price":{{now % 1_000:0.00}},"volume":{{(long)now}},"t":{{now:0.000}}""");
            body.Append("}},");
        }

        body.Length--;
        using var content = new StringContent(body.Append("]}").ToString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(address, content);
        if (!answer.IsSuccessStatusCode)
            throw new IOException("refused: " + await answer.Content.ReadAsStringAsync());
    }
}
