using System.Collections;

namespace RealtimeHub.Server.Engines;

/// <summary>A fixed number of values, where nearly always there is one: that one takes no array.</summary>
internal struct OneOrMany<T>(int count) : IReadOnlyList<T>
{
    private readonly T[]? several = count > 1 ? new T[count] : null;
    private T only = default!;

    public int Count { get; } = count;

    public T this[int index]
    {
        readonly get => several is null ? Only(index) : several[index];
        set
        {
            if (several is not null)
                several[index] = value;
            else if (index == 0 && Count == 1)
                only = value;
            else
                throw Outside(index);
        }
    }

    public readonly Enumerator GetEnumerator() => new(this);

    readonly IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private readonly T Only(int index) => index == 0 && Count == 1 ? only : throw Outside(index);

    private readonly ArgumentOutOfRangeException Outside(int index) => new(nameof(index), index, $"there are {Count}");

    internal struct Enumerator(OneOrMany<T> few) : IEnumerator<T>
    {
        private int index = -1;

        public readonly T Current => few[index];

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext() => ++index < few.Count;

        public void Reset() => index = -1;

        public readonly void Dispose()
        {
        }
    }
}
