using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// Removes what deleted things of a module contained. That may be a million publications, so it happens after the call that deleted has
/// returned; the module has closed the thing to everyone by then. What a stop of the server left is done after the next start.
/// </summary>
/// <param name="channels">The module's channels.</param>
/// <param name="notes">The state channel that has one key for each thing that is to be emptied.</param>
/// <param name="thing">What is deleted, for the log: <c>room</c>.</param>
/// <param name="time">The clock of retries.</param>
/// <param name="logger">The module's logger.</param>
internal abstract partial class DeferredDeletions(IModuleChannels channels, ChannelName notes, string thing, TimeProvider time, ILogger logger) : BackgroundService
{
    protected const int PageSize = 500;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim begun = new(1, 1);

    /// <summary>Notes that a thing is to be emptied once it is deleted. Written before the deletion, so that a crash between the two leaves nothing behind.</summary>
    public async ValueTask NoteAsync(string name, CancellationToken cancellationToken) =>
        await channels.AppendAsync(notes, [Note(name)], cancellationToken: cancellationToken);

    /// <summary>Starts emptying what was noted.</summary>
    public void Begin()
    {
        if (begun.CurrentCount == 0)
            begun.Release();
    }

    /// <summary>Empties every noted thing that was deleted.</summary>
    public async Task EmptyAllAsync(CancellationToken cancellationToken)
    {
        string? after = null;
        while ((await channels.ReadStateAsync(notes, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken)).Entries is { Count: > 0 } noted)
        {
            foreach (var name in noted.Select(entry => entry.Key!))
            {
                after = name;
                if (await ExistsAsync(name, cancellationToken))
                    continue;
                await EmptyAsync(name, cancellationToken);
                await channels.AppendAsync(notes, [NoNote(name)], cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>The note of a thing, and what takes it away again.</summary>
    protected abstract Draft Note(string name);

    /// <inheritdoc cref="Note"/>
    protected abstract Draft NoNote(string name);

    /// <summary>Whether the thing is still there: its deletion has not come about, or not yet.</summary>
    protected abstract ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes all that it contained. May be called again after it was interrupted.</summary>
    protected abstract ValueTask EmptyAsync(string name, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await begun.WaitAsync(stoppingToken);
                await EmptyAllAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(thing, error);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Begin();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content of a deleted {Thing} could not be removed; it is tried again.")]
    private partial void LogFailed(string thing, Exception error);
}
