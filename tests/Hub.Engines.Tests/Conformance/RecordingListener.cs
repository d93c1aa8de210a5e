using System.Collections.Concurrent;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

/// <summary>Writes down what an engine delivers and notices calls for one channel that overlap.</summary>
internal sealed class RecordingListener : IEngineListener
{
    private readonly ConcurrentDictionary<ChannelName, Heard> channels = new();

    /// <summary>Called on the engine's thread before a publication is written down.</summary>
    public Action<Publication>? OnPublication { get; set; }

    public Action<Signal>? OnSignalHeard { get; set; }

    public Heard Of(ChannelName channel) => channels.GetOrAdd(channel, _ => new Heard());

    public void OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications)
    {
        var heard = Of(channel);
        heard.Enter();
        foreach (var publication in publications)
        {
            OnPublication?.Invoke(publication);
            heard.Add(publication, epoch);
        }

        heard.Leave();
    }

    public void OnSignal(Signal signal)
    {
        var heard = Of(signal.Channel);
        heard.Enter();
        OnSignalHeard?.Invoke(signal);
        heard.Add(signal);
        heard.Leave();
    }

    public void OnReset(ChannelName channel, Position position)
    {
        var heard = Of(channel);
        heard.Enter();
        heard.Add(position);
        heard.Leave();
    }
}

/// <summary>What was heard of one channel.</summary>
internal sealed class Heard
{
    private readonly Lock gate = new();
    private readonly List<object> items = [];
    private readonly List<(Func<List<object>, bool> Condition, TaskCompletionSource Met)> waiters = [];
    private int inside;

    public bool Overlapped { get; private set; }

    public IReadOnlyList<Publication> Publications => All<Publication>();

    public IReadOnlyList<long> Offsets => [.. Publications.Select(publication => publication.Offset)];

    public IReadOnlyList<Signal> Signals => All<Signal>();

    public IReadOnlyList<Position> Resets => All<Position>();

    public string? Epoch { get; private set; }

    public IReadOnlyList<object> Everything => All<object>();

    public void Enter() => Overlapped |= Interlocked.Increment(ref inside) != 1;

    public void Leave() => Interlocked.Decrement(ref inside);

    public void Add(object item, string? epoch = null)
    {
        lock (gate)
        {
            Epoch = epoch ?? Epoch;
            items.Add(item);
            foreach (var (_, met) in waiters.Where(waiter => waiter.Condition(items)))
                met.TrySetResult();
        }
    }

    public Task Until(int publications) => Until(items => items.OfType<Publication>().Count() >= publications);

    public Task UntilSignals(int signals) => Until(items => items.OfType<Signal>().Count() >= signals);

    public Task UntilResets(int resets) => Until(items => items.OfType<Position>().Count() >= resets);

    private Task Until(Func<List<object>, bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (condition(items))
                return Task.CompletedTask;
            waiters.Add((condition, met));
        }

        return met.Task.WaitAsync(Limits.Signal);
    }

    private List<T> All<T>()
    {
        lock (gate)
            return [.. items.OfType<T>()];
    }
}

internal static class Limits
{
    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Signal = TimeSpan.FromSeconds(60);
}
