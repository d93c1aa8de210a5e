using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>A client and what became of its connection.</summary>
public sealed class ScriptedClient : IAsyncDisposable
{
    public ScriptedClient(Uri hub, Func<HubClientOptions, HubClientOptions>? change = null)
    {
        var options = new HubClientOptions
        {
            Url = hub,
            FirstRetryDelay = TimeSpan.FromMilliseconds(20),
            LongestRetryDelay = TimeSpan.FromMilliseconds(200),
            Random = new Random(1),
        };
        Hub = new HubClient(change?.Invoke(options) ?? options);
        Hub.StateChanged += (_, change) => Changes.Add(change);
    }

    public HubClient Hub { get; }

    public Recorder<ConnectionStateChange> Changes { get; } = new();

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
