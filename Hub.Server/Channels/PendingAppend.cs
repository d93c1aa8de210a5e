using System.Runtime.CompilerServices;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>An append that the engine is at; to be awaited once, which gives where the batch went or the refusal.</summary>
/// <remarks>It is an awaitable of its own and no async method, because that would cost every publish another object.</remarks>
internal readonly struct PendingAppend(Append append, ValueTask<AppendResult> result, ServerCounters counters)
{
    public Awaiter GetAwaiter() => new(append, result.GetAwaiter(), counters);

    internal readonly struct Awaiter(Append append, ValueTaskAwaiter<AppendResult> engine, ServerCounters counters) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => engine.IsCompleted;

        public Outcome<ChannelAppend> GetResult()
        {
            var result = engine.GetResult();
            if (result.Outcome == AppendOutcome.Conflict)
                return ConflictAt(result.Head.Offset);
            counters.Published(New(result.Drafts));
            return new ChannelAppend(result.Drafts[0].Position, result.Drafts[0].Duplicate, result.Head.Offset);
        }

        public void OnCompleted(Action continuation) => engine.OnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => engine.UnsafeOnCompleted(continuation);

        private static int New(IReadOnlyList<Appended> drafts)
        {
            var count = 0;
            for (var i = 0; i < drafts.Count; i++)
                count += drafts[i].Duplicate ? 0 : 1;
            return count;
        }

        private Refusal ConflictAt(long head) => new(
            ErrorCode.Conflict,
            append.ExpectedOffset is { } expected && expected != head
                ? $"expectedOffset is {expected}, but {append.Channel.Brief()} stands at {head}; read what is new and decide again"
                : $"a key of {append.Channel.Brief()} has another value than was expected; read it and decide again");
    }
}

/// <summary>Where a batch went.</summary>
/// <param name="Position">The position of its first draft, or the first one's of a repeated idempotency key.</param>
/// <param name="Duplicate">Whether the first draft was such a repeat.</param>
/// <param name="Head">The channel's head afterwards.</param>
internal readonly record struct ChannelAppend(Position Position, bool Duplicate, long Head);
