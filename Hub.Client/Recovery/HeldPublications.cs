using RealtimeHub.Shared;

namespace RealtimeHub.Client.Recovery;

/// <summary>
/// What came between a Subscribe and its reply. Bounded: in log mode by <c>capacity</c> (what is beyond it is dropped and
/// recovered as a hole), in state mode by the number of keys, because only the newest value of a key is held.
/// </summary>
internal sealed class HeldPublications(int capacity)
{
    private readonly List<Publication> publications = [];
    private readonly Dictionary<string, int> places = [];

    /// <summary>What is held, in the order of arrival (of the first value of its key).</summary>
    public IReadOnlyList<Publication> Publications => publications;

    /// <summary>The largest <c>resume</c> among them, 0 without one.</summary>
    public long Resume { get; private set; }

    /// <summary>The Reset that came; what is held came after it.</summary>
    public Reset? Reset { get; private set; }

    /// <summary>Whether publications beyond the capacity were dropped.</summary>
    public bool Overflowed { get; private set; }

    public void Add(Publication publication)
    {
        if (publication is { Resume: { } resume, Key: { } key })
        {
            Resume = Math.Max(Resume, resume);
            AddByKey(publication, key);
        }
        else if (publications.Count < capacity)
        {
            publications.Add(publication);
        }
        else
        {
            Overflowed = true;
        }
    }

    public void Add(Reset reset)
    {
        publications.Clear();
        places.Clear();
        Resume = 0;
        Overflowed = false;
        Reset = reset;
    }

    private void AddByKey(Publication publication, string key)
    {
        if (places.TryGetValue(key, out var place))
        {
            publications[place] = publications[place].MergedInto(publication);
            return;
        }

        places.Add(key, publications.Count);
        publications.Add(publication);
    }
}
