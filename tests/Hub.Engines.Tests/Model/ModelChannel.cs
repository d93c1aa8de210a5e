using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Model;

/// <summary>One channel as simply as it can be said: lists that are searched from end to end.</summary>
internal sealed class ModelChannel(ChannelName name, Retention retention)
{
    private readonly List<Publication> log = [];
    private readonly Dictionary<string, Publication> values = [];
    private readonly List<(string Scope, string Key, long Offset, long Time)> used = [];
    private long forgottenUpTo;

    public ChannelName Name => name;

    public Retention Retention => retention;

    public long Head { get; private set; }

    public IEnumerable<string> UsedKeys => used.Select(use => use.Key);

    public long OffsetOf(string key) => values.TryGetValue(key, out var value) && value.Removed is null ? value.Offset : 0;

    /// <summary>Where each draft goes or went; null on a conflict.</summary>
    public List<(long Offset, bool Duplicate)>? Append(Append append, long now)
    {
        Trim(now);
        var before = (log.ToList(), new Dictionary<string, Publication>(values), used.ToList(), Head);
        var results = new List<(long, bool)>();
        var fits = true;
        foreach (var draft in append.Drafts)
        {
            var use = used.Find(use => draft.IdempotencyKey == use.Key && draft.IdempotencyScope == use.Scope);
            if (draft.IdempotencyKey is not null && use.Key is not null)
            {
                results.Add((use.Offset, true));
                continue;
            }

            fits &= draft.ExpectedKeyOffset is not { } expected || OffsetOf(draft.Key!) == expected;
            Add(draft, now);
            results.Add((Head, false));
        }

        fits &= append.ExpectedOffset is not { } head || head == before.Head || Head == before.Head;
        if (fits)
        {
            Trim(now);
            return results;
        }

        Head = before.Head;
        Restore(before.Item1, before.Item2, before.Item3);
        return null;
    }

    public bool Compact(Compaction compaction, long now)
    {
        if (compaction.UpTo < 1 || compaction.UpTo > Head || (values.GetValueOrDefault(compaction.Key)?.Offset ?? 0) > compaction.UpTo)
            return false;
        values[compaction.Key] = new Publication
        {
            Channel = name,
            Offset = compaction.UpTo,
            Type = compaction.Type,
            Data = compaction.Data,
            Key = compaction.Key,
            Time = now,
        };
        log.RemoveAll(publication => publication.Offset <= compaction.UpTo);
        return true;
    }

    public (List<Publication> Publications, long First, bool HasMore) ReadLog(LogQuery query, long now)
    {
        Trim(now);
        var within = log.Where(publication => publication.Offset > (query.After ?? 0) && publication.Offset < (query.Before ?? long.MaxValue)).ToList();
        var page = query.After is null ? within.TakeLast(query.Limit) : within.Take(query.Limit);
        var first = log.Count == 0 ? Head + 1 : log[0].Offset;
        return ([.. page.Select(Shown)], first, within.Count > query.Limit);
    }

    public (List<Publication> Entries, long ForgottenUpTo) ReadAllByKey(long now)
    {
        Trim(now);
        return ([.. values.Values.Where(value => value.Removed is null)
            .OrderBy(value => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value.Key!)), StringComparer.Ordinal)], forgottenUpTo);
    }

    public List<Publication> ReadChanges(long after, long now)
    {
        Trim(now);
        return [.. values.Values.Where(value => value.Offset > after).OrderBy(value => value.Offset).ThenBy(value => value.Key, StringComparer.Ordinal)];
    }

    private void Add(Draft draft, long now)
    {
        var publication = new Publication
        {
            Channel = name,
            Offset = ++Head,
            Type = draft.Type,
            Data = draft.Data,
            Key = draft.Key,
            Removed = draft.Removed ? true : null,
            Publisher = draft.Publisher,
            Time = now,
            IdempotencyKey = draft.IdempotencyKey,
        };
        log.Add(publication);
        if (draft.Key is not null)
            values[draft.Key] = publication;
        if (draft.IdempotencyKey is not null)
            used.Add((draft.IdempotencyScope, draft.IdempotencyKey, Head, now));
    }

    private Publication Shown(Publication publication) =>
        retention.ShowsPresentValues && publication.Key is { } key && values.TryGetValue(key, out var present)
            ? publication with { Data = present.Data }
            : publication;

    private void Trim(long now)
    {
        used.RemoveAll(use => use.Time <= now - Draft.IdempotencyWindow.TotalMilliseconds);
        while (log.Count > retention.HistoryCount || (log.Count > 0 && log[0].Time <= now - retention.HistoryAge?.TotalMilliseconds))
            log.RemoveAt(0);
        foreach (var value in values.Values.Where(value => value.Removed is true && value.Time <= now - retention.TombstoneAge.TotalMilliseconds).ToList())
        {
            if (retention.ShowsPresentValues && log.Count > 0 && value.Offset >= log[0].Offset)
                continue;
            values.Remove(value.Key!);
            forgottenUpTo = Math.Max(forgottenUpTo, value.Offset);
        }
    }

    private void Restore(List<Publication> oldLog, Dictionary<string, Publication> oldValues, List<(string, string, long, long)> oldUsed)
    {
        log.Clear();
        log.AddRange(oldLog);
        values.Clear();
        foreach (var (key, value) in oldValues)
            values.Add(key, value);
        used.Clear();
        used.AddRange(oldUsed);
    }
}
