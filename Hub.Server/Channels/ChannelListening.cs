using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>A module's listening to one channel on this node, from <see cref="Start"/> until it is disposed.</summary>
internal sealed partial class ChannelListening : ILiveListener, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly LiveChannels channels;
    private readonly Listening listening;
    private readonly IChannelListener listener;
    private readonly ILogger logger;
    private TaskCompletionSource? calling;
    private bool ended;

    public ChannelListening(LiveChannels channels, Listening listening, IChannelListener listener, ILogger<ChannelListening> logger)
    {
        this.channels = channels;
        this.listening = listening;
        this.listener = listener;
        this.logger = logger;
        Start = listening.Channel.Add(this);
    }

    /// <summary>Everything up to here is to be read; everything behind it is heard.</summary>
    public Position Start { get; }

    public void OnPublications(string epoch, IReadOnlyList<Publication> publications) =>
        Call((Epoch: epoch, Publications: publications), static (listener, heard) => listener.OnPublications(heard.Epoch, heard.Publications));

    public void OnSignal(Signal signal) => Call(signal, static (listener, signal) => listener.OnSignal(signal));

    public void OnReset(Position position) => Call(position, static (listener, position) => listener.OnReset(position));

    /// <summary>Ends it; nothing is called after this has completed. Not to be awaited by the listener's own calls.</summary>
    public async ValueTask DisposeAsync()
    {
        Task lastCall;
        lock (gate)
        {
            if (ended)
                return;
            ended = true;
            lastCall = calling?.Task ?? Task.CompletedTask;
        }

        listening.Channel.Remove(this);
        await lastCall;
        await channels.ReleaseAsync(listening);
    }

    private void Call<T>(T argument, Action<IChannelListener, T> call)
    {
        lock (gate)
        {
            if (ended)
                return;
            calling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            call(listener, argument);
        }
        catch (Exception error)
        {
            // It runs where everyone's publications pass: what fails here must not keep them from others.
            LogFailed(listening.Channel.Name, error);
        }
        finally
        {
            lock (gate)
            {
                calling!.SetResult();
                calling = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener of {Channel} failed.")]
    private partial void LogFailed(ChannelName channel, Exception error);
}
