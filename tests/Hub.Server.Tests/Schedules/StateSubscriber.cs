using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

internal sealed class StateSubscriber(World world, StateView view, Random random) : Subscriber(world, view, random)
{
    public static readonly string[] AllKeys = ["a", "b", "c", "d", "e"];

    public StateView View { get; } = view;

    protected override async Task ActAsync()
    {
        switch (Random.Next(6))
        {
            case 0:
                await CutAsync();
                break;
            case 1:
                await UnsubscribeAsync();
                WithView(View.Ended);
                break;
            // At offset 0 it says that it holds nothing, and must not while something may still be on its way.
            case 2 when IsSubscribed && View.Position is { Offset: > 0 }:
                await SubscribeAsync(goesOn: true);
                break;
            case 3 or 4 when IsSubscribed:
                await UpdateAsync();
                break;
            case 5 when IsSubscribed && !View.IsPaused:
                await ChangeKeysAsync(SomeKeys());
                break;
        }
    }

    protected override SubscribeRequest Wish(bool goesOn)
    {
        View.IsPaused = false;
        var request = new SubscribeRequest { Channel = View.Channel.Value, MaxRate = Random.Next(2) == 0 ? null : new double[] { 5, 20, 50, 0.5 }[Random.Next(4)] };
        if (goesOn && View.Position is { } position)
            return request with { Since = position, Keys = View.Keys };
        return request with { Keys = Random.Next(2) == 0 ? null : SomeKeys() };
    }

    protected override void OnCut() => View.IsChanging = false;

    private async Task UpdateAsync()
    {
        var before = View.Keys;
        var keys = Random.Next(2) == 0 ? SomeKeys() : null;
        double? rate = Random.Next(5) switch
        {
            0 => 0,
            1 => -1,
            2 => 20,
            3 => 2,
            _ => null,
        };
        if (keys is not null && rate is null && !View.IsPaused)
        {
            await ChangeKeysAsync(keys);
            return;
        }

        WithView(() =>
        {
            View.IsChanging = true;
            if (keys is not null)
                View.Keys = before is null ? keys : [.. before.Intersect(keys)];
        });
        await ChangeAsync(new UpdateSubscriptionRequest(View.Channel.Value, keys, rate));
        WithView(() =>
        {
            if (!IsOver)
                View.Keys = keys ?? before;
            View.IsChanging = false;
            View.IsPaused = rate is null ? View.IsPaused : rate == 0;
        });
    }

    private async Task ChangeKeysAsync(string[] keys)
    {
        WithView(() => View.BeginKeyChange(keys));
        await ChangeAsync(new UpdateSubscriptionRequest(View.Channel.Value, keys, null));
        WithView(() =>
        {
            if (!IsOver)
                View.EndKeyChange(keys);
            View.IsChanging = false;
        });
    }

    private bool IsOver => Ended.IsCancellationRequested;

    private string[] SomeKeys() => [.. AllKeys.Where(_ => Random.Next(2) == 0)];
}
