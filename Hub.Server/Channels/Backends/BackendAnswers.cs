using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Backends;

/// <summary>
/// Answers of the backend that are still fresh. They are a caller's as it stands: after a new token nothing that was answered before holds, so that a right that is
/// taken away together with the token is gone at once. May be used from any thread.
/// </summary>
internal sealed class BackendAnswers(BackendOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Question, Answer> answers = [];
    private readonly Queue<(Question Question, Answer Answer)> byAge = new();

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return answers.Count;
        }
    }

    public bool TryGet(ChannelCaller caller, ChannelName channel, ChannelRights right, [NotNullWhen(true)] out bool? allowed)
    {
        lock (gate)
        {
            allowed = answers.TryGetValue(new Question(caller.ConnectionId, channel, right), out var answer)
                && ReferenceEquals(answer.Caller, caller) && answer.FreshUntil > time.GetUtcNow() ? answer.Allowed : null;
            return allowed is not null;
        }
    }

    public void Put(ChannelCaller caller, ChannelName channel, ChannelRights right, bool allowed)
    {
        if (options.CacheTime == TimeSpan.Zero)
            return;
        var (question, answer) = (new Question(caller.ConnectionId, channel, right), new Answer(caller, allowed, time.GetUtcNow() + options.CacheTime));
        lock (gate)
        {
            while (byAge.TryPeek(out var oldest) && (byAge.Count >= options.MaxCached || oldest.Answer.FreshUntil <= time.GetUtcNow()))
            {
                byAge.Dequeue();
                if (answers.TryGetValue(oldest.Question, out var kept) && ReferenceEquals(kept, oldest.Answer))
                    answers.Remove(oldest.Question);
            }

            answers[question] = answer;
            byAge.Enqueue((question, answer));
        }
    }

    private readonly record struct Question(string ConnectionId, ChannelName Channel, ChannelRights Right);

    private sealed record Answer(ChannelCaller Caller, bool Allowed, DateTimeOffset FreshUntil);
}
