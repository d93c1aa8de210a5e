namespace RealtimeHub.Documents.Codec;

/// <summary>
/// The sources of a merge in the order of their next structs: greater clients first, then lower clocks. Of two at the
/// same clock the one that was first most recently stays first. That is what sorting them stably after each step
/// gives, as Yjs does, at the cost of a heap.
/// </summary>
internal sealed class MergeQueue
{
    private readonly MergeSource[] sources;
    private readonly int[] heap;
    private int count;
    private int nextOrder = -1;

    public MergeQueue(MergeSource[] sources)
    {
        this.sources = sources;
        heap = new int[sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i].HasCurrent)
                heap[count++] = i;
        }

        for (var i = (count / 2) - 1; i >= 0; i--)
            SiftDown(i);
    }

    public bool IsEmpty => count == 0;

    public ref MergeSource First => ref sources[heap[0]];

    /// <summary>Puts the first source where it belongs after it has advanced.</summary>
    public void Settle()
    {
        First.Order = nextOrder--;
        if (!First.HasCurrent)
            heap[0] = heap[--count];
        if (count > 1)
            SiftDown(0);
    }

    private void SiftDown(int index)
    {
        var moving = heap[index];
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= count)
                break;
            if (child + 1 < count && Precedes(heap[child + 1], heap[child]))
                child++;
            if (!Precedes(heap[child], moving))
                break;
            heap[index] = heap[child];
            index = child;
        }

        heap[index] = moving;
    }

    private bool Precedes(int left, int right)
    {
        ref var a = ref sources[left];
        ref var b = ref sources[right];
        if (a.Current.Client != b.Current.Client)
            return a.Current.Client > b.Current.Client;
        return a.Current.Clock != b.Current.Clock ? a.Current.Clock < b.Current.Clock : a.Order < b.Order;
    }
}
