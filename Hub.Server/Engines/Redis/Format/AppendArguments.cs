using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Format;

/// <summary>What <c>append.lua</c> is given.</summary>
internal static class AppendArguments
{
    private const int Fixed = 9;
    private const int OfDraft = 5;

    /// <summary>The arguments, but for the first two.</summary>
    public static RedisValue[] Of(Append append, string topic, string node)
    {
        var retention = append.Retention;
        var arguments = new RedisValue[Fixed + (OfDraft * append.Drafts.Count)];
        arguments[2] = retention.HistoryCount;
        arguments[3] = retention.HistoryAge is { } age ? (long)age.TotalMilliseconds : -1;
        arguments[4] = (long)retention.TombstoneAge.TotalMilliseconds;
        arguments[5] = retention.ShowsPresentValues ? 1 : 0;
        arguments[6] = append.ExpectedOffset is { } head ? head : "";
        arguments[7] = topic;
        arguments[8] = node;
        for (var i = 0; i < append.Drafts.Count; i++)
            Add(arguments.AsSpan(Fixed + (OfDraft * i), OfDraft), append.Drafts[i]);
        return arguments;
    }

    private static void Add(Span<RedisValue> arguments, Draft draft)
    {
        arguments[0] = (draft.Key is null ? "" : "k") + (draft.Removed ? "r" : "") + (draft.IdempotencyKey is null ? "" : "i");
        arguments[1] = DraftRecord.Write(draft);
        arguments[2] = draft.Key ?? "";
        arguments[3] = draft.IdempotencyKey is { } once ? $"{draft.IdempotencyScope}\0{once}" : "";
        arguments[4] = draft.ExpectedKeyOffset is { } offset ? offset : "";
    }
}
