using RealtimeHub.Server.Engines;

namespace RealtimeHub.Engines.Tests.Conformance;

/// <summary>One engine under test: opens it, restarts it, moves its time.</summary>
internal abstract class EngineHarness : IAsyncDisposable
{
    public IEngine Engine { get; private set; } = null!;

    public RecordingListener Listener { get; private set; } = null!;

    /// <summary>True when <see cref="BreakStore"/> can make the store fail.</summary>
    public virtual bool CanBreakStore => false;

    public Task OpenAsync() => OpenAsync(CancellationToken.None);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        Engine = Create();
        Listener = new RecordingListener();
        await Engine.StartAsync(Listener, cancellationToken);
    }

    /// <summary>Stops the engine as a server that is stopped does, and opens another one on the same store.</summary>
    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>The engine's time.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Moves the engine's time.</summary>
    public abstract ValueTask AdvanceAsync(TimeSpan by);

    /// <summary>From now on the store takes no writes.</summary>
    public virtual void BreakStore() => throw new NotSupportedException();

    public virtual async ValueTask DisposeAsync()
    {
        if (Engine is not null)
            await Engine.DisposeAsync();
    }

    protected abstract IEngine Create();
}
