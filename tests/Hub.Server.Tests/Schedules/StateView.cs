using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>What a subscriber in state mode holds, checked against all that was ever published.</summary>
internal sealed class StateView(ChannelName channel, PacedEngine engine) : IView
{
    private readonly Dictionary<string, (long Offset, bool Removed)> held = [];
    private readonly Dictionary<string, long> live = [];
    private SubscribeRequest? asked;
    private IReadOnlyList<string>? keys;
    private string? epoch;
    private long resume;
    private long from;

    public ChannelName Channel => channel;

    public Position? Position => epoch is null ? null : new Position(epoch, resume);

    public bool IsPaused { get; set; }

    /// <summary>Set while an update is under way: what comes meanwhile may be of before or after.</summary>
    public bool IsChanging { get; set; }

    public int Merged { get; private set; }

    public IReadOnlyList<string>? Keys
    {
        get => keys;
        set
        {
            keys = value;
            live.Clear();

            // What is not asked for any more is not kept up, so it must not be kept.
            foreach (var key in held.Keys.Where(key => value?.Contains(key) == false).ToArray())
                held.Remove(key);
        }
    }

    public void Ask(SubscribeRequest request)
    {
        asked = request;
        keys = request.Keys;
        if (request.Since is null)
            Forget();
    }

    public void Take(object read)
    {
        switch (read)
        {
            case Publication publication:
                Take(publication);
                break;
            case Reset:
                Forget();
                break;
            case SubscribeResult result:
                Answered(result);
                break;
        }
    }

    public void Refused() => asked = null;

    public void Lost()
    {
        asked = null;
        live.Clear();
    }

    public void Ended() => live.Clear();

    /// <summary>Checks that the present value of every key asked for is held.</summary>
    public bool IsPresent(out string wrong)
    {
        var all = engine.Truth(channel);
        return IsUpTo(all, all.Count, out wrong);
    }

    private void Forget()
    {
        held.Clear();
        live.Clear();
        (epoch, resume, from) = (null, 0, 0);
    }

    private void Answered(SubscribeResult result)
    {
        asked = null;
        Assert.True(IsUpTo(engine.Truth(channel), result.Position.Offset, out var wrong), $"at the reply of {result.Position.Offset}: {wrong}");
        (epoch, resume, from) = (result.Position.Epoch, result.Position.Offset, result.Position.Offset);
        live.Clear();
    }

    private void Take(Publication publication)
    {
        var key = publication.Key!;
        Assert.True(publication.Resume is not null, "a publication in state mode bears a resume");
        var before = held.GetValueOrDefault(key).Offset;
        Assert.True(publication.Offset >= before, $"{key} went back from {before} to {publication.Offset}");
        held[key] = (publication.Offset, publication.Removed == true);
        if (asked is null && !IsChanging)
            TakeLive(publication);
        if (epoch is null)
            return;
        Assert.True(IsUpTo(engine.Truth(channel), publication.Resume.Value, out var wrong), $"{publication.Offset} says resume {publication.Resume}: {wrong}");
        resume = Math.Max(resume, publication.Resume.Value);
    }

    private void TakeLive(Publication publication)
    {
        var key = publication.Key!;
        Assert.Null(publication.Snapshot);
        Assert.True(publication.Offset > from, $"{publication.Offset} was covered by {from}");
        var known = live.TryGetValue(key, out var previous);
        Assert.True(publication.Offset > previous, $"{key} at {publication.Offset} came after {previous}");
        live[key] = publication.Offset;
        if (!known)
            return;
        var replaced = engine.Truth(channel).Count(other => other.Key == key && other.Offset > previous && other.Offset < publication.Offset);
        Assert.Equal(replaced, publication.Merged ?? 0);
        Merged += replaced;
    }

    // Coming back with the offset brings every key that has changed behind it; all others must be held as they are.
    private bool IsUpTo(IReadOnlyList<Publication> all, long offset, out string wrong)
    {
        wrong = "";
        foreach (var publication in all.GroupBy(publication => publication.Key!).Select(ofKey => ofKey.Last()))
        {
            if (publication.Offset > offset || keys?.Contains(publication.Key!) == false)
                continue;
            var isHeld = held.TryGetValue(publication.Key!, out var mine);
            if (isHeld ? mine.Offset >= publication.Offset : publication.Removed == true)
                continue;
            wrong = $"{publication.Key} should be at {publication.Offset}{(publication.Removed == true ? " (removed)" : "")}, but {(isHeld ? $"is at {mine.Offset}" : "is not there")}";
            return false;
        }

        return true;
    }
}
