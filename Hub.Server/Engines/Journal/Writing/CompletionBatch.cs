using Microsoft.Extensions.ObjectPool;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// Tells some of those who waited for a commit, one after another on one thread of the pool: a thread for each would cost more
/// than writing. Few enough that no caller waits long for the continuation of another.
/// </summary>
internal sealed class CompletionBatch : IThreadPoolWorkItem
{
    private const int Most = 16;
    private static readonly DefaultObjectPool<CompletionBatch> Spare = new(new DefaultPooledObjectPolicy<CompletionBatch>(), maximumRetained: 256);

    private readonly List<JournalWork> works = new(Most);

    public static void Complete(List<JournalWork> all)
    {
        for (var i = 0; i < all.Count; i += Most)
        {
            var some = Spare.Get();
            for (var j = i; j < Math.Min(i + Most, all.Count); j++)
                some.works.Add(all[j]);
            ThreadPool.UnsafeQueueUserWorkItem(some, preferLocal: false);
        }
    }

    public void Execute()
    {
        foreach (var work in works)
            work.Complete();
        works.Clear();
        Spare.Return(this);
    }
}
