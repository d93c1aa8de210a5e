using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>What a subscriber in state mode holds, checked against all that was ever published.</summary>
internal sealed class StateView(ChannelName channel, PacedEngine engine) : IView
{
    private const int MostNoted = 80;
    private readonly Dictionary<string, (long Offset, bool Removed, Payload Data)> held = [];
    private readonly Dictionary<string, long> live = [];
    private readonly Queue<string> trail = new();
    private SubscribeRequest? asked;
    private IReadOnlyList<string>? staying;
    private IReadOnlyList<string>? keys;
    private string? epoch;
    private long resume;
    private long from;

    public ChannelName Channel => channel;

    public Position? Position => epoch is null ? null : new Position(epoch, resume);

    public bool IsPaused { get; set; }

    /// <summary>Set while an update is under way: what comes meanwhile may be of before or after.</summary>
    public bool IsChanging { get; set; }

    /// <summary>What has come.</summary>
    public Counts Seen { get; private set; } = new();

    public IReadOnlyList<string>? Keys
    {
        get => keys;
        set
        {
            keys = value;
            live.Clear();
            DropOthers();
        }
    }

    /// <summary>Keys are changed and nothing else: of those that stay no snapshot comes, and none of their values is left out or sent twice.</summary>
    public void BeginKeyChange(IReadOnlyList<string> after)
    {
        Note($"changes keys to {string.Join(',', after)}");
        IsChanging = true;
        keys = staying = keys is null ? after : [.. keys.Intersect(after)];
        foreach (var key in live.Keys.Except(staying).ToArray())
            live.Remove(key);
        DropOthers();
    }

    /// <summary>The reply has come: everything asked for is there, up to the position to come back with.</summary>
    public void EndKeyChange(IReadOnlyList<string> after)
    {
        Note("has other keys");
        (keys, IsChanging, staying) = (after, false, null);
        DropOthers();
        if (epoch is not null)
            Assert.True(IsUpTo(engine.Truth(channel), resume, out var wrong), $"after other keys, at {resume}: {wrong}");
    }

    public void Ask(SubscribeRequest request)
    {
        Note($"subscribes since {request.Since?.Offset} to {(request.Keys is null ? "all" : string.Join(',', request.Keys))} at {request.MaxRate}");
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
        Note("lost the connection");
        (asked, staying) = (null, null);
        live.Clear();
    }

    public void Ended() => live.Clear();

    /// <summary>Checks that the present value of every key asked for is held.</summary>
    public bool IsPresent(out string wrong)
    {
        var all = engine.Truth(channel);
        return IsUpTo(all, all.Count, out wrong);
    }

    // What came last: a race is seldom seen twice.
    private void Note(string what)
    {
        if (trail.Count == MostNoted)
            trail.Dequeue();
        trail.Enqueue(what);
    }

    // What is not asked for any more is not kept up, so it must not be kept.
    private void DropOthers()
    {
        foreach (var key in held.Keys.Where(key => keys?.Contains(key) == false).ToArray())
            held.Remove(key);
    }

    private void Forget()
    {
        Note("forgets everything");
        staying = null;
        held.Clear();
        live.Clear();
        (epoch, resume, from) = (null, 0, 0);
    }

    private void Answered(SubscribeResult result)
    {
        Note($"is subscribed at {result.Position.Offset}");
        asked = null;
        Assert.True(IsUpTo(engine.Truth(channel), result.Position.Offset, out var wrong), $"at the reply of {result.Position.Offset}: {wrong}");
        (epoch, resume, from) = (result.Position.Epoch, result.Position.Offset, result.Position.Offset);
        live.Clear();
    }

    private void Take(Publication publication)
    {
        var key = publication.Key!;
        Assert.True(publication.Resume is not null, "a publication in state mode has a resume");
        var before = held.GetValueOrDefault(key).Offset;
        Note($"{key} {publication.Offset}{(publication.Snapshot == true ? " snapshot" : "")}{(publication.Removed == true ? " removed" : "")} resume {publication.Resume}");
        Assert.True(publication.Offset >= before, $"{key} went back from {before} to {publication.Offset}; before that: {string.Join("; ", trail)}");
        if (!TryHold(key, publication))
            return;
        if (asked is null && (!IsChanging || staying?.Contains(key) == true))
            TakeLive(publication);
        if (epoch is null)
            return;
        Assert.True(IsUpTo(engine.Truth(channel), publication.Resume.Value, out var wrong), $"{publication.Offset} says resume {publication.Resume}: {wrong}");
        resume = Math.Max(resume, publication.Resume.Value);
    }

    /// <summary>False for a patch of a value that is not held, because another subscription or other keys have been asked for.</summary>
    private bool TryHold(string key, Publication publication)
    {
        var data = publication.Data;
        if (publication.Patch == true)
        {
            var isHeld = held.TryGetValue(key, out var mine) && !mine.Removed;
            if (!isHeld && (asked is not null || (IsChanging && staying?.Contains(key) != true)))
                return false;
            Assert.True(isHeld, $"{key} at {publication.Offset} is a patch of a value that is not held");
            data = FieldPatch.Apply(mine.Data, data);
            Seen += new Counts(Patches: 1);
        }

        if (publication.Removed != true)
        {
            var truth = engine.Truth(channel)[(int)publication.Offset - 1];
            Assert.True(IsSame(truth.Data, data), $"{key} at {publication.Offset} should be {Text(truth.Data)}, but became {Text(data)}");
            Assert.True(truth.Stale == publication.Stale, $"{key} at {publication.Offset} should be {(truth.Stale == true ? "stale" : "fresh")}");
            Seen += new Counts(StaleMarks: truth.Stale == true ? 1 : 0);
        }
        else
        {
            Seen += new Counts(Removals: 1);
        }

        held[key] = (publication.Offset, publication.Removed == true, data);
        return true;
    }

    // Fields have no order.
    private static bool IsSame(Payload one, Payload other) =>
        one == other || (FieldPatch.Between(one, other) is { } there && FieldPatch.Between(other, one) is { } back && Text(there) == "{}" && Text(back) == "{}");

    private static string Text(Payload data) => System.Text.Encoding.UTF8.GetString(data.Bytes.Span);

    private void TakeLive(Publication publication)
    {
        var key = publication.Key!;
        Assert.Null(publication.Snapshot);
        Assert.True(publication.Offset > from, $"{publication.Offset} was covered by {from}");
        Seen += new Counts(Stayed: staying is null ? 0 : 1);
        var known = live.TryGetValue(key, out var previous);
        Assert.True(publication.Offset > previous, $"{key} at {publication.Offset} came after {previous}");
        live[key] = publication.Offset;
        if (!known)
            return;
        var replaced = engine.Truth(channel).Count(other => other.Key == key && other.Offset > previous && other.Offset < publication.Offset);
        Assert.Equal(replaced, publication.Merged ?? 0);
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

/// <summary>How much of what there is to be checked has come.</summary>
/// <param name="Patches">Patches that were applied.</param>
/// <param name="StaleMarks">Values that were marked as stale.</param>
/// <param name="Removals">Removals.</param>
/// <param name="Stayed">Values of keys that stayed, while others were changed.</param>
internal sealed record Counts(int Patches = 0, int StaleMarks = 0, int Removals = 0, int Stayed = 0)
{
    public static Counts operator +(Counts one, Counts other) =>
        new(one.Patches + other.Patches, one.StaleMarks + other.StaleMarks, one.Removals + other.Removals, one.Stayed + other.Stayed);
}
