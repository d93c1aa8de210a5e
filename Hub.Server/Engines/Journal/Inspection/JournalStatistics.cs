using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Inspection;

/// <summary>How much is in a journal.</summary>
/// <param name="Segments">How many segments there are.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="LiveBytes">How much of it can still be read.</param>
/// <param name="Namespaces">The same by namespace.</param>
internal sealed record JournalStatistics(int Segments, long Bytes, long LiveBytes, IReadOnlyList<NamespaceStatistics> Namespaces)
{
    public static JournalStatistics Of(JournalFolder folder)
    {
        var channels = folder.Channels.All.Where(channel => channel.Metadata is not null).ToList();
        return new JournalStatistics(
            folder.Segments.InOrder.Count,
            folder.Segments.Bytes,
            SpaceUse.Of(channels, folder.Channels.AgeNow()).LiveBytes,
            [.. channels.GroupBy(channel => channel.Name.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new NamespaceStatistics(group.Key, group.Count(), group.Sum(channel => (long)channel.Index.LogCount),
                    group.Sum(channel => (long)channel.Index.KeyCount), group.Sum(channel => channel.Index.Head)))]);
    }
}

/// <summary>How much a namespace has.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Publications">Publications kept in their logs.</param>
/// <param name="Keys">Keys with a value or a tombstone.</param>
/// <param name="Published">Publications that were ever made.</param>
internal sealed record NamespaceStatistics(string Namespace, int Channels, long Publications, long Keys, long Published);
