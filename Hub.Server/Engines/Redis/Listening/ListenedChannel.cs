using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Redis.Listening;

/// <summary>
/// What this node hears of a channel: from its own appends, from other nodes' messages and from the stored log, in any order and more than once. It
/// delivers in order of offsets, each once, and knows whether something is missing in between.
/// </summary>
internal sealed class ListenedChannel(ChannelName name, ChannelDelivery delivery)
{
    /// <summary>The most publications that wait for what is missing before them; what comes beyond is read from the log.</summary>
    public const int MostEarly = 1_000;

    private readonly Lock gate = new();
    private readonly SortedDictionary<long, Publication> early = [];
    private string earlyEpoch = "";
    private Position heard;
    private Position? told;
    private bool beginning;
    private bool filling;
    private int beginnings;

    public ChannelName Name => name;

    /// <summary>Held while listening begins or the channel is let go: one after another.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>What makes messages come; null before it is there.</summary>
    public IAsyncDisposable? Subscription { get; set; }

    /// <summary>When listening ended, as the clock's timestamp.</summary>
    public long EndedAt { get; private set; }

    /// <summary>True once the table has dropped it.</summary>
    public bool Forgotten { get; set; }

    public bool Listening => delivery.Listening;

    /// <summary>Up to where it was delivered.</summary>
    public Position Heard
    {
        get
        {
            lock (gate)
                return heard;
        }
    }

    /// <summary>From now on what comes is kept until <see cref="Begin"/> says where to begin.</summary>
    public void Prepare()
    {
        lock (gate)
            beginning = true;
    }

    /// <summary>Begins to deliver behind a position.</summary>
    public void Begin(Position at)
    {
        lock (gate)
        {
            (heard, told, beginning) = (at, null, false);
            beginnings++;
            delivery.Listen();
            if (earlyEpoch != at.Epoch)
                early.Clear();
            PostEarly();
        }

        delivery.Run();
    }

    public ValueTask EndAsync(long now)
    {
        lock (gate)
        {
            EndedAt = now;
            beginning = false;
            early.Clear();
            return delivery.UnlistenAsync();
        }
    }

    public void Deliver(Signal signal)
    {
        lock (gate)
            delivery.Post(signal);
        delivery.Run();
    }

    /// <summary>Takes publications, delivers what is next, and says whether something before them is missing.</summary>
    public bool Offer(string epoch, IReadOnlyList<Publication> publications)
    {
        bool lacks;
        lock (gate)
        {
            if (!Listening && !beginning)
                return false;
            if (beginning || epoch == heard.Epoch)
                Keep(epoch, publications);
            else
                told = new Position(epoch, publications[^1].Offset);
            if (!beginning)
                PostEarly();
            lacks = Lacks;
        }

        delivery.Run();
        return lacks;
    }

    /// <summary>Takes the channel's head, and says whether something is missing up to there.</summary>
    public bool Tell(Position position)
    {
        lock (gate)
        {
            if (!Listening || beginning)
                return false;
            if (position.Epoch != heard.Epoch || position.Offset > heard.Offset)
                told = position;
            return Lacks;
        }
    }

    /// <summary>Whether the caller is the one to fill in what is missing.</summary>
    public bool TryBeginFilling()
    {
        lock (gate)
        {
            if (filling)
                return false;
            return filling = true;
        }
    }

    /// <summary>From where to read what is missing; null, and filling has ended, when nothing is.</summary>
    public Missing? NextMissing()
    {
        lock (gate)
        {
            if (Listening && Lacks)
                return new Missing(heard, beginnings);
            filling = false;
            return null;
        }
    }

    public void GiveUpFilling()
    {
        lock (gate)
            filling = false;
    }

    /// <summary>Takes a page of the log that was read from behind <paramref name="missing"/>.</summary>
    public void Fill(Missing missing, LogPage page)
    {
        lock (gate)
        {
            if (!Listening || missing.Beginning != beginnings)
                return;
            // What the log no longer has can't be delivered, and what it had lost must be told.
            if (page.Epoch != heard.Epoch || page.FirstOffset > heard.Offset + 1 || page.Head < missing.From.Offset)
                Restart(page.Position);
            else
                Keep(page.Epoch, page.Publications, all: true);
            PostEarly();
            if (heard.Offset >= page.Head && told is { } position && (position.Epoch != heard.Epoch || position.Offset <= heard.Offset))
                told = null;
        }

        delivery.Run();
    }

    private bool Lacks => early.Count > 0 || told is not null;

    private void Restart(Position position)
    {
        heard = position;
        early.Clear();
        delivery.PostReset(position);
    }

    private void Keep(string epoch, IReadOnlyList<Publication> publications, bool all = false)
    {
        if (earlyEpoch != epoch)
            early.Clear();
        earlyEpoch = epoch;
        foreach (var publication in publications)
        {
            if (!beginning && publication.Offset <= heard.Offset)
                continue;
            if (all || early.Count < MostEarly)
                early.TryAdd(publication.Offset, publication);
            else
                told = new Position(epoch, publication.Offset);
        }
    }

    private void PostEarly()
    {
        while (early.Count > 0)
        {
            var (offset, publication) = early.First();
            if (offset > heard.Offset + 1)
                return;
            early.Remove(offset);
            if (offset <= heard.Offset)
                continue;
            heard = heard.At(offset);
            delivery.Post(publication, heard.Epoch);
        }

        if (told is { } position && position.Epoch == heard.Epoch && position.Offset <= heard.Offset)
            told = null;
    }
}

/// <summary>What is missing.</summary>
/// <param name="From">The position behind which it is.</param>
/// <param name="Beginning">Which listening it belongs to.</param>
internal readonly record struct Missing(Position From, int Beginning);
