using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>Someone who comes, goes, comes back, reads now fast and now slowly, and checks all that it gets.</summary>
internal abstract class Subscriber(World world, IView view, Random random)
{
    private readonly Lock gate = new();
    private TaskCompletionSource<object?> answer = new();
    private Link? link;
    private ChannelConnection? connection;
    private Task reading = Task.CompletedTask;
    private volatile bool patient;
    private volatile bool mayLose;

    public string? Fault { get; private set; }

    protected World World => world;

    protected Random Random => random;

    protected bool IsSubscribed { get; private set; }

    protected CallerEdge Edge => new(link!, world);

    protected ChannelConnection Connection => connection!;

    protected CancellationToken Ended => link!.Ended;

    /// <summary>Lives through some acts, then comes back for good and reads everything.</summary>
    public async Task LiveAsync(int acts)
    {
        for (var act = 0; act < acts; act++)
        {
            await PassTimeAsync(random.Next(12));
            if (link is null or { IsCut: true })
                await ComeAsync();
            else
                await ActAsync();
        }
    }

    /// <summary>Everything is read from now on.</summary>
    public async Task SettleAsync(Func<bool> isSettled)
    {
        patient = true;
        var settled = await world.Pace.UntilAsync(async () =>
        {
            if (link is null or { IsCut: true })
                await ComeAsync();
            if (!IsSubscribed)
                await SubscribeAsync(goesOn: true);
            await PassTimeAsync(5);

            // What is asked is still being read into, by another thread.
            lock (gate)
                return IsSubscribed && link is { IsCut: false } && isSettled();
        });
        if (!settled)
            throw new InvalidOperationException("it does not settle: " + Fault);
    }

    public async Task LeaveAsync()
    {
        link?.Cut();
        await GoAsync();
    }

    /// <summary>Waits until the answer has been read off the wire, as a client does; false when the link was cut first.</summary>
    protected async Task<bool> ReadAnswerAsync(object result)
    {
        await world.Pace.PauseAsync();
        await link!.PutAsync(result);
        return await answer.Task is not null;
    }

    protected async Task SubscribeAsync(bool goesOn)
    {
        var request = Wish(goesOn);
        lock (gate)
            view.Ask(request);
        answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        IsSubscribed = false;

        // History may be cut while it is replayed: then the new subscription is refused, and the old one is gone.
        mayLose = request.OnGap == OnGap.Fail;
        try
        {
            var outcome = await world.Subscriptions.SubscribeAsync(Connection, Edge, request, Ended);
            if (outcome.IsRefused(out var refusal, out var result))
            {
                Assert.Equal(ErrorCode.PositionLost, refusal.Code);
                await link!.PutAsync(refusal);
                await answer.Task;
                return;
            }

            IsSubscribed = await ReadAnswerAsync(result);
        }
        catch (OperationCanceledException) when (link!.IsCut)
        {
            // As when a connection breaks in the middle of a call.
        }
    }

    protected async Task UnsubscribeAsync()
    {
        IsSubscribed = false;
        answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await world.Subscriptions.EndAsync(Connection, Edge, view.Channel, Ended);
        await ReadAnswerAsync("unsubscribed");
    }

    protected async Task ChangeAsync(UpdateSubscriptionRequest request)
    {
        answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var outcome = await world.Subscriptions.UpdateAsync(Connection, Edge, request, Ended);
            Assert.Null(outcome.Refusal);
            await ReadAnswerAsync(outcome.Value);
        }
        catch (OperationCanceledException) when (link!.IsCut)
        {
        }
    }

    /// <summary>One thing to do on a living connection.</summary>
    protected abstract Task ActAsync();

    /// <summary>What to ask for; going on from where one was, or as chance has it.</summary>
    protected abstract SubscribeRequest Wish(bool goesOn);

    protected virtual void OnCut()
    {
    }

    protected async Task CutAsync()
    {
        link!.Cut();
        await GoAsync();
    }

    protected void WithView(Action act)
    {
        lock (gate)
            act();
    }

    private async Task ComeAsync()
    {
        await GoAsync();
        link = world.Connect(room: random.Next(1, 6));
        connection = world.Enter(link);
        reading = ReadAsync(link);
        await SubscribeAsync(goesOn: random.Next(4) > 0 || patient);
    }

    private async Task GoAsync()
    {
        if (link is null)
            return;
        await reading;
        await world.LeaveAsync(link, connection!);
        link = null;
        IsSubscribed = false;
        lock (gate)
            view.Lost();
        OnCut();
    }

    private async Task ReadAsync(Link of)
    {
        try
        {
            while (await of.ReadAsync() is { } read)
            {
                Take(read);
                if (!patient)
                    await PassTimeAsync(random.Next(25) == 0 ? 40 : random.Next(3));
            }
        }
        catch (Exception error)
        {
            Fault ??= error.Message;
            of.Cut();
        }

        answer.TrySetResult(null);
    }

    private void Take(object read)
    {
        lock (gate)
        {
            if (read is Refusal)
                view.Refused();
            else if (read is Unsubscribed)
                Assert.True(mayLose, "the server ended the subscription");
            else
                view.Take(read);
        }

        if (read is SubscribeResult or Refusal or UpdateSubscriptionResult or string)
            answer.TrySetResult(read);
    }

    private async Task PassTimeAsync(int times)
    {
        for (; times > 0; times--)
            await world.Pace.PauseAsync();
    }
}
