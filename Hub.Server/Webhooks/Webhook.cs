using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>One receiver: notes what happens, which costs those who publish nothing but a look, and sends it in the background.</summary>
internal sealed class Webhook : IDisposable
{
    private static readonly TimeSpan BrokenDelay = TimeSpan.FromSeconds(5);
    private readonly WebhookOptions options;
    private readonly WebhookEvents events;
    private readonly WebhookProgress progress;
    private readonly WebhookOccupancy occupancy;
    private readonly WebhookQueue queue;
    private readonly WebhookSender sender;
    private readonly WebhookDelivery delivery;
    private readonly WebhookReport report;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;

    public Webhook(string name, WebhookOptions options, WebhookParts services)
    {
        (Name, this.options, time) = (name, options, services.Time);
        events = new WebhookEvents(options);
        progress = new WebhookProgress(services.Channels, name);
        occupancy = new WebhookOccupancy(services.Channels, name, options.VacatedDelay, time);
        DeadLetters = new DeadLetters(services.Channels, name, options.MaxDeadLetters);
        queue = new WebhookQueue(options.MaxPending, time);
        sender = new WebhookSender(options, time);
        report = new WebhookReport(name, time, services.Logger);
        delivery = new WebhookDelivery(
            name, options, events, progress, occupancy, DeadLetters, services.Channels, sender, report,
            new RetryPace(options.RetryDelay, options.MaxRetryDelay, services.Random), services.Node, services.Counters, time);
        slots = new SemaphoreSlim(options.MaxConcurrent);
    }

    public string Name { get; }

    public DeadLetters DeadLetters { get; }

    /// <summary>How many channels have something to be sent.</summary>
    public int Pending => queue.Count;

    /// <summary>What is wrong, for people; null when nothing is.</summary>
    public string? Warning => (delivery.Failing, DeadLetters.Count) switch
    {
        (0, 0) => null,
        (0, var dead) => $"webhook {Name} has {Plural.Of(dead, "dead letter")}",
        (var failing, var dead) => $"webhook {Name} fails: {report.FailedReason}; {Plural.Of(failing, "channel")} {(failing == 1 ? "waits" : "wait")} for another try{(dead > 0 ? ", " + Plural.Of(dead, "dead letter") : "")}",
    };

    public WebhookSummary Summary => new(
        Name, [.. events.Types], options.Channels, Pending, delivery.Failing, DeadLetters.Count, report.DeliveredTime, report.FailedTime, report.FailedReason);

    /// <summary>Reads what was noted before the last stop.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await progress.LoadAsync(cancellationToken);
        await occupancy.LoadAsync(cancellationToken);
        await DeadLetters.LoadAsync(cancellationToken);
    }

    /// <inheritdoc cref="IChannelObserver.OnAppendingAsync"/>
    public async ValueTask<Task> OnAppendingAsync(ChannelName channel, IReadOnlyList<Draft> drafts)
    {
        if (!IsNews(channel, drafts, out _))
            return Task.CompletedTask;
        try
        {
            return await progress.BeginAsync(channel);
        }
        catch (Exception error)
        {
            // The publisher is not to suffer for it.
            report.Broken(error);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc cref="IChannelObserver.OnAppended"/>
    public void OnAppended(ChannelName channel, IReadOnlyList<Draft> drafts, Position first)
    {
        if (!IsNews(channel, drafts, out var kind))
            return;
        progress.Enter(channel, first);
        queue.Add(channel, kind!.Gathers ? options.SavedDelay : TimeSpan.Zero);
    }

    /// <inheritdoc cref="IChannelObserver.OnSubscribed"/>
    public void OnSubscribed(ChannelName channel)
    {
        if (events.FollowsSubscribers(channel) && occupancy.Add(channel))
            queue.Add(channel, TimeSpan.Zero);
    }

    /// <inheritdoc cref="IChannelObserver.OnUnsubscribed"/>
    public void OnUnsubscribed(ChannelName channel)
    {
        if (events.FollowsSubscribers(channel) && occupancy.Remove(channel))
            queue.Add(channel, options.VacatedDelay);
    }

    /// <summary>Sends until it is cancelled, and returns when nothing is on its way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FindPendingAsync(cancellationToken);
            while (true)
            {
                await slots.WaitAsync(cancellationToken);
                _ = RunAsync(await TakeAsync(cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            for (var slot = 0; slot < options.MaxConcurrent; slot++)
                await slots.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Sends a dead letter once more and forgets it when it was taken; null when it is not there.</summary>
    public async ValueTask<RetriedEvent?> RetryAsync(string id, CancellationToken cancellationToken)
    {
        if (await DeadLetters.FindAsync(id, cancellationToken) is not { } letter)
            return null;
        var result = await sender.SendAsync(letter.ToEvent(), cancellationToken);
        if (!result.Delivered)
            return new RetriedEvent(false, result.Reason);
        report.Delivered();
        await DeadLetters.RemoveAsync(id, cancellationToken);
        return new RetriedEvent(true);
    }

    public void Dispose()
    {
        sender.Dispose();
        slots.Dispose();
    }

    private bool IsNews(ChannelName channel, IReadOnlyList<Draft> drafts, out LogEvent? kind)
    {
        kind = events.LogEventOf(channel);
        if (kind is null)
            return false;
        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i].Type == kind.Publication)
                return true;
        }

        return false;
    }

    private async Task<ChannelName> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (queue.TakeRefused())
                await FindPendingAsync(cancellationToken);
            return await queue.TakeAsync(cancellationToken);
        }
        catch
        {
            slots.Release();
            throw;
        }
    }

    // What was noted before a restart, or while there was no room for it.
    private async Task FindPendingAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in occupancy.Different)
            queue.Add(channel, TimeSpan.Zero);
        foreach (var channel in progress.Channels)
        {
            try
            {
                if (await delivery.HasNewsAsync(channel, cancellationToken))
                    queue.Add(channel, TimeSpan.Zero);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                report.Broken(error);
                queue.Add(channel, BrokenDelay);
            }
        }
    }

    private async Task RunAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Again? again = null;
        try
        {
            again = await delivery.RunAsync(channel, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is found again after the start.
        }
        catch (Exception error)
        {
            report.Broken(error);
            again = new Again(BrokenDelay, IsRetry: true);
        }
        finally
        {
            queue.Done(channel, again is { IsRetry: true } retry ? retry.In : null);
            if (again is { IsRetry: false } later)
                queue.Add(channel, later.In);
            slots.Release();
        }
    }
}

/// <summary>What every webhook uses.</summary>
internal sealed record WebhookParts(IModuleChannels Channels, NodeName Node, ServerCounters Counters, TimeProvider Time, ILogger Logger, Random Random);

/// <summary>A webhook as it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Events">The events that it sends.</param>
/// <param name="Channels">The channels whose events it sends.</param>
/// <param name="Pending">How many channels have something to be sent.</param>
/// <param name="Failing">How many of them wait for another try.</param>
/// <param name="DeadLetters">How many events were given up.</param>
/// <param name="DeliveredTime">When an event was last delivered, Unix milliseconds; absent when none was since the server's start.</param>
/// <param name="FailedTime">When a try last failed, Unix milliseconds.</param>
/// <param name="FailedReason">Why.</param>
internal sealed record WebhookSummary(
    string Name, IReadOnlyList<string> Events, string Channels, int Pending, int Failing, int DeadLetters, long? DeliveredTime = null, long? FailedTime = null, string? FailedReason = null);

/// <summary>What became of an event that was sent again.</summary>
/// <param name="Delivered">Whether the receiver took it.</param>
/// <param name="Reason">Why not.</param>
internal sealed record RetriedEvent(bool Delivered, string? Reason = null);
