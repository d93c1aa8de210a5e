using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>What a subscriber in signal mode has heard: each publisher's in its order, none twice.</summary>
internal sealed class SignalView(ChannelName channel) : IView
{
    private readonly Dictionary<string, long> last = [];

    public ChannelName Channel => channel;

    public Position? Position => null;

    public int Heard { get; private set; }

    public void Ask(SubscribeRequest request)
    {
    }

    public void Take(object read)
    {
        if (read is SubscribeResult result)
            Assert.Equal((Shared.Position.None, false), (result.Position, result.Recovered));
        if (read is not Signal signal)
            return;
        Assert.True(signal.Time > last.GetValueOrDefault(signal.Type), $"{signal.Type}: {signal.Time} came after {last.GetValueOrDefault(signal.Type)}");
        last[signal.Type] = signal.Time;
        Heard++;
    }

    public long LastOf(string publisher) => last.GetValueOrDefault(publisher);

    public void Refused()
    {
    }

    public void Lost()
    {
    }

    public void Ended()
    {
    }
}

internal sealed class SignalSubscriber(World world, SignalView view, Random random) : Subscriber(world, view, random)
{
    public SignalView View { get; } = view;

    protected override Task ActAsync() => Random.Next(4) switch
    {
        0 => CutAsync(),
        1 => UnsubscribeAsync(),
        2 => SubscribeAsync(goesOn: true),
        _ => Task.CompletedTask,
    };

    protected override SubscribeRequest Wish(bool goesOn) => new() { Channel = View.Channel.Value };
}
