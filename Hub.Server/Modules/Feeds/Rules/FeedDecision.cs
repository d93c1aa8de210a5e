using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>What a batch of updates does to a feed: decided before anything is written, and thrown away when the feed has changed meanwhile.</summary>
internal sealed class FeedDecision
{
    private readonly List<(string Key, Draft Draft, FeedEntry Entry)> published = [];
    private readonly Dictionary<string, FeedEntry> changed = new(StringComparer.Ordinal);

    private FeedDecision(FeedSchema schema, int keys) => (Schema, Keys) = (schema, keys);

    public FeedSchema Schema { get; private set; }

    /// <summary>How many keys have a value afterwards.</summary>
    public int Keys { get; private set; }

    /// <summary>The updates that are accepted, in their order.</summary>
    public List<FeedUpdate> Updates { get; } = [];

    public int Accepted => Updates.Count;

    public int Ignored { get; private set; }

    public IReadOnlyList<Draft> Drafts => [.. published.Select(one => one.Draft)];

    /// <summary>The versions that the updates bring.</summary>
    public Dictionary<string, long> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>Decides, or gives the first fault with the index of its update.</summary>
    public static Outcome<FeedDecision> Of(IReadOnlyDictionary<string, FeedEntry> entries, FeedSchema schema, int keys, FeedLimits limits, IReadOnlyList<FeedUpdate> updates, Publisher? publisher)
    {
        var decision = new FeedDecision(schema, keys);
        for (var i = 0; i < updates.Count; i++)
        {
            if (decision.Add(entries, updates[i], limits, publisher) is { } refusal)
                return refusal.AtUpdate(i);
        }

        return decision;
    }

    /// <summary>The changed entries once the drafts stand in the channel from an offset on.</summary>
    public IEnumerable<KeyValuePair<string, FeedEntry>> EntriesFrom(long firstOffset)
    {
        for (var i = 0; i < published.Count; i++)
        {
            var (key, _, entry) = published[i];
            if (changed.TryGetValue(key, out var last) && last.Data == entry.Data)
                changed[key] = last with { Offset = entry.Data is null ? 0 : firstOffset + i };
        }

        return changed;
    }

    private Refusal? Add(IReadOnlyDictionary<string, FeedEntry> entries, FeedUpdate? update, FeedLimits limits, Publisher? publisher)
    {
        if (update is null)
            return FeedRefusals.MissingUpdate();
        var isFirst = !changed.TryGetValue(update.Key, out var entry);
        entry ??= entries.GetValueOrDefault(update.Key, FeedEntry.Absent);
        if (Check(update, entry, limits).IsRefused(out var refusal, out var checkedUpdate))
            return refusal;
        if (update.Version < entry.Version)
        {
            // Checked all the same: a fault is a fault, however late it comes.
            Ignored++;
            return null;
        }

        Schema = checkedUpdate.Schema;
        Accept(update, entry, checkedUpdate.Data, isFirst, publisher);
        return null;
    }

    private Outcome<(FeedSchema Schema, Payload? Data)> Check(FeedUpdate update, FeedEntry entry, FeedLimits limits)
    {
        if (FeedUpdateRules.Check(update, limits) is { } refusal)
            return refusal;
        if (update.Removed == true)
            return (Schema, null);
        if (Schema.Check(update.Fields!.Value).IsRefused(out refusal, out var schema))
            return refusal;
        if (entry.Data is null && Keys >= limits.MaxKeys)
            return FeedRefusals.TooManyKeys(limits.MaxKeys);
        var value = FieldPatch.Apply(update.Patch == true ? entry.Data ?? default : default, update.Fields.Value);
        return FieldRules.Data(value, limits.MaxValueBytes, "fields") is { } tooLarge ? tooLarge : (schema, value);
    }

    private void Accept(FeedUpdate update, FeedEntry entry, Payload? data, bool isFirst, Publisher? publisher)
    {
        Updates.Add(update);
        if (update.Version is { } version && version != entry.Version)
            Versions[update.Key] = version;
        var next = entry with { Data = data, Version = update.Version ?? entry.Version, Stale = false };
        changed[update.Key] = next;
        if (entry.Data == data && !entry.Stale)
            return;
        Keys += (data is null ? 0 : 1) - (entry.Data is null ? 0 : 1);
        published.Add((update.Key, DraftOf(update.Key, data, isFirst ? entry.Offset : null, publisher), next));
    }

    private static Draft DraftOf(string key, Payload? data, long? expected, Publisher? publisher) => new()
    {
        Type = FeedTypes.Updated,
        Key = key,
        Data = data ?? default,
        Removed = data is null,
        ExpectedKeyOffset = expected,
        Publisher = publisher,
    };
}
