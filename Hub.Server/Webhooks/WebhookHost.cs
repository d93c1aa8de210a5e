using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>All webhooks. Without any, channels are not observed and nothing is stored.</summary>
internal sealed class WebhookHost : IChannelObserver, IHostedService, IHealthWarnings, IDisposable
{
    private readonly Webhook[] all;
    private readonly IModuleChannels channels;
    private readonly ChannelObservers observers;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public WebhookHost(
        IReadOnlyDictionary<string, WebhookOptions> options, IModuleChannels channels, ChannelObservers observers, NodeName node, ServerCounters counters, TimeProvider time, ILogger<WebhookHost> logger, Random random)
    {
        (this.channels, this.observers) = (channels, observers);
        var services = new WebhookParts(channels, node, counters, time, logger, random);
        all = [.. options.Select(one => new Webhook(one.Key, one.Value, services))];
    }

    public IReadOnlyList<Webhook> All => all;

    public IEnumerable<string> Warnings => all.Select(webhook => webhook.Warning).OfType<string>();

    public Webhook? Find(string name) => Array.Find(all, webhook => webhook.Name == name);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await WebhookChannels.ForgetOthersAsync(channels, [.. all.Select(webhook => webhook.Name)], cancellationToken);
        if (all.Length == 0)
            return;
        foreach (var webhook in all)
            await webhook.LoadAsync(cancellationToken);
        observers.Add(this);
        running = Task.WhenAll(all.Select(webhook => Task.Run(() => webhook.RunAsync(stopping.Token), CancellationToken.None)));
    }

    /// <summary>What is on its way is cut off; all that was not taken is sent after the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        stopping.Dispose();
        foreach (var webhook in all)
            webhook.Dispose();
    }

    public async ValueTask<Task> OnAppendingAsync(ChannelName channel, IReadOnlyList<Draft> drafts)
    {
        var noted = Task.CompletedTask;
        foreach (var webhook in all)
        {
            if (await webhook.OnAppendingAsync(channel, drafts) is { IsCompleted: false } one)
                noted = noted.IsCompleted ? one : Task.WhenAll(noted, one);
        }

        return noted;
    }

    public void OnAppended(ChannelName channel, IReadOnlyList<Draft> drafts, Position first)
    {
        foreach (var webhook in all)
            webhook.OnAppended(channel, drafts, first);
    }

    public void OnSubscribed(ChannelName channel)
    {
        foreach (var webhook in all)
            webhook.OnSubscribed(channel);
    }

    public void OnUnsubscribed(ChannelName channel)
    {
        foreach (var webhook in all)
            webhook.OnUnsubscribed(channel);
    }
}
