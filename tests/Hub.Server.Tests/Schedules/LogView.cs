using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>What a subscriber in log mode has seen, and what it may expect next.</summary>
internal sealed class LogView(ChannelName channel) : IView
{
    private readonly List<long> seen = [];
    private readonly List<long> sinceAsked = [];
    private SubscribeRequest? asked;
    private string? epoch;
    private long last;

    /// <summary>How often a reply said that something is missing.</summary>
    public int Gaps { get; private set; }

    public ChannelName Channel => channel;

    public Position? Position => epoch is null ? null : new Position(epoch, last);

    public IReadOnlyList<long> Seen => seen;

    public void Ask(SubscribeRequest request)
    {
        asked = request;
        sinceAsked.Clear();
    }

    public void Take(object read)
    {
        switch (read)
        {
            case Publication publication when asked is not null:
                sinceAsked.Add(publication.Offset);
                break;
            case Publication publication:
                TakeLive(publication.Offset);
                break;
            case SubscribeResult result:
                Answered(result);
                break;
            case Reset:
                Assert.Fail("a log that lost nothing is not reset");
                break;
        }
    }

    public void Refused() => GiveUp();

    // The replay was cut off: what came in order from where we were is ours all the same.
    public void Lost() => GiveUp();

    public void Ended()
    {
    }

    private void Answered(SubscribeResult result)
    {
        var request = asked!;
        asked = null;

        // Live ones may overtake the answer.
        var early = sinceAsked.AsEnumerable().Reverse().TakeWhile(offset => offset > result.Position.Offset).Reverse().ToArray();
        sinceAsked.RemoveRange(sinceAsked.Count - early.Length, early.Length);
        var replayed = Suffix(sinceAsked, result.Position.Offset);
        if (result.Recovered)
        {
            Assert.NotNull(request.Since);
            Assert.Null(result.Gap);
            var start = request.Since.Value.Offset;
            Assert.True(replayed >= result.Position.Offset - start, $"recovered from {start} to {result.Position.Offset}, but only {replayed} came in order");
        }

        if (result.Gap is { } gap)
        {
            Assert.True(gap.Before > gap.After, $"{gap} is none");
            Assert.True(replayed >= result.Position.Offset - gap.Before + 1, $"{gap}, and only {replayed} came up to {result.Position.Offset}");
        }

        if (!result.Recovered)
            Jump(result);
        foreach (var offset in sinceAsked)
            Note(offset);

        // One that asked from earlier may be behind where it was: what it had of further on comes once more.
        seen.RemoveAll(offset => offset > result.Position.Offset);
        (epoch, last) = (result.Position.Epoch, result.Position.Offset);
        foreach (var offset in early)
            TakeLive(offset);
    }

    private void TakeLive(long offset)
    {
        Assert.Equal(last + 1, offset);
        Note(offset);
    }

    private void Jump(SubscribeResult result)
    {
        if (result.Gap is not null)
            Gaps++;
        seen.Clear();

        // Before the replay the last of an earlier subscription may have come.
        var replayed = Suffix(sinceAsked, result.Position.Offset);
        last = result.Position.Offset - replayed;
        sinceAsked.RemoveRange(0, sinceAsked.Count - replayed);
    }

    private void GiveUp()
    {
        asked = null;
        if (epoch is null)
            return;

        // What begins further on was to be explained by the answer that did not come.
        foreach (var offset in sinceAsked.TakeWhile(offset => offset <= last + 1))
            Note(offset);
    }

    // Coming back from a little earlier than necessary shows some once more; nothing is ever skipped.
    private void Note(long offset)
    {
        if (offset != last + 1)
        {
            Assert.True(offset <= last, $"{offset} after {last}");
            return;
        }

        last = offset;
        seen.Add(offset);
    }

    /// <summary>How many at the end go up by one, up to an offset.</summary>
    private static int Suffix(List<long> offsets, long upTo)
    {
        var count = 0;
        while (count < offsets.Count && offsets[^(count + 1)] == upTo - count)
            count++;
        return count;
    }
}

/// <summary>What a subscriber makes of what it reads.</summary>
internal interface IView
{
    ChannelName Channel { get; }

    /// <summary>Where to come back from; null when nothing is known.</summary>
    Position? Position { get; }

    void Ask(SubscribeRequest request);

    void Take(object read);

    void Refused();

    void Lost();

    /// <summary>The subscription was ended by the subscriber.</summary>
    void Ended();
}
