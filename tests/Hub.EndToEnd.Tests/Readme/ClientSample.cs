using RealtimeHub.Client;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The README's .NET example, which a test compares with it word by word.</summary>
internal sealed class ClientSample(Uri address, Action<string> write)
{
    // Stands in for the system's, so that the example's own lines stay as they are.
    private Lines Console { get; } = new(write);

    public async Task RunAsync()
    {
        // <readme>
        await using var client = new HubClient(address);
        await using var news = await client.SubscribeAsync("topic:news", new SubscriptionOptions { Last = 10 });
        await client.PublishAsync("topic:news", "headline", new { text = "It works" });
        await foreach (var publication in news)
            Console.WriteLine($"{publication.Offset} {publication.Type}");
        // </readme>
    }

    private sealed class Lines(Action<string> write)
    {
        public void WriteLine(string line) => write(line);
    }
}
