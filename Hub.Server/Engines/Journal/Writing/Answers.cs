namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// Tells some of those who waited for a commit, one after another on one thread of the pool: a thread for each would cost more
/// than writing. Few enough that nobody waits long behind what another does with its answer.
/// </summary>
internal sealed class Answers(List<JournalWork> works) : IThreadPoolWorkItem
{
    private const int Most = 16;

    public static void Give(List<JournalWork> works)
    {
        for (var i = 0; i < works.Count; i += Most)
            ThreadPool.UnsafeQueueUserWorkItem(new Answers(works.GetRange(i, Math.Min(Most, works.Count - i))), preferLocal: false);
    }

    public void Execute()
    {
        foreach (var work in works)
            work.Complete();
    }
}
