using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>The last value of each key that a group of subscribers was sent: live values are differences from these. Guarded by its channel's lock.</summary>
internal sealed class SentValues
{
    private readonly Dictionary<string, Publication> byKey = new(StringComparer.Ordinal);

    public void Clear() => byKey.Clear();

    public Publication? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>Notes what is sent now; a removed key is forgotten.</summary>
    public void Set(Publication publication)
    {
        if (publication.Removed == true)
            byKey.Remove(publication.Key!);
        else
            byKey[publication.Key!] = publication;
    }

    /// <summary>The frame of a value: a patch where that leads there from the value before, else the whole.</summary>
    /// <param name="publication">The value, as it is sent.</param>
    /// <param name="before">The value that the subscribers hold; null when that is not known.</param>
    /// <param name="after">The offset of the first value behind it.</param>
    public static Frame FrameOf(Publication publication, Publication? before, long after)
    {
        if (before is null || publication.Removed == true || FieldPatch.Between(before.Data, publication.Data) is not { } patch)
            return Frame.Of(publication);
        return Frame.Of(publication with { Data = patch, Patch = true }, publication, after);
    }
}
