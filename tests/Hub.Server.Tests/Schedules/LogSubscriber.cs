using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

internal sealed class LogSubscriber(World world, LogView view, Random random) : Subscriber(world, view, random)
{
    public LogView View { get; } = view;

    protected override Task ActAsync() => Random.Next(6) switch
    {
        0 => CutAsync(),
        1 => UnsubscribeAsync(),
        2 or 3 => SubscribeAsync(goesOn: Random.Next(3) > 0),
        _ => Task.CompletedTask,
    };

    protected override SubscribeRequest Wish(bool goesOn)
    {
        var request = new SubscribeRequest { Channel = View.Channel.Value, OnGap = (OnGap)Random.Next(3) };
        if (goesOn)
            return request with { Since = View.Position ?? Position.None, OnGap = OnGap.Reset };
        return Random.Next(5) switch
        {
            0 => request with { Last = Random.Next(15) },
            1 => request with { Since = new Position("of another time", Random.Next(9)) },
            2 => request with { Since = Position.None },
            3 when View.Position is { } position => request with { Since = position.At(Math.Max(0, position.Offset - Random.Next(15))) },
            _ => request,
        };
    }
}
