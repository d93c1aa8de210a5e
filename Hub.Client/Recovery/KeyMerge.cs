using RealtimeHub.Shared;

namespace RealtimeHub.Client.Recovery;

/// <summary>How two waiting values of one key become one.</summary>
internal static class KeyMerge
{
    /// <summary>The newer of both values, counting the other as merged away. The same value twice counts once.</summary>
    public static Publication MergedInto(this Publication older, Publication newer)
    {
        if (older.Offset == newer.Offset)
            return older;
        if (older.Offset > newer.Offset)
            return older;
        var merged = newer with { Merged = Sum(older, newer) };
        return newer.Patch == true
            ? merged with { Data = FieldPatch.Apply(older.Data, newer.Data), Patch = older.Patch }
            : merged;
    }

    private static int Sum(Publication older, Publication newer)
    {
        // A snapshot stands for the key's present value, not for one more change of it.
        var replaced = older.Snapshot == true ? 0 : 1;
        return (newer.Merged ?? 0) + (older.Merged ?? 0) + replaced;
    }
}
