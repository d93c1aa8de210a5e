using Microsoft.Extensions.ObjectPool;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// Tells some of those who waited for a commit, one after another on one thread of the pool: a thread for each would cost more
/// than writing. Few enough that nobody waits long behind what another does with its answer.
/// </summary>
internal sealed class Answers : IThreadPoolWorkItem
{
    private const int Most = 16;
    private static readonly DefaultObjectPool<Answers> Spare = new(new DefaultPooledObjectPolicy<Answers>(), maximumRetained: 256);

    private readonly List<JournalWork> works = new(Most);

    public static void Give(List<JournalWork> all)
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
