using System.Runtime.InteropServices;
using System.Text;

namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// Keys, numbered 0, 1, 2 … as they come, and a value of each. They are kept as UTF-8, one behind the other, and found by
/// their hashes: a string and a dictionary's entry would take 90 bytes a key where this takes 30. Not thread-safe.
/// </summary>
internal sealed class KeyTable<TValue>
    where TValue : struct
{
    private GrowingArray<byte> text;
    private GrowingArray<Entry> entries;

    // A key's slot is the first free one from where its hash points. At most three quarters are taken.
    private Slot[] slots = new Slot[4];

    public int Count => entries.Count;

    public ref TValue this[int number] => ref entries[number].Value;

    public ReadOnlySpan<byte> KeyOf(int number) => text.AsSpan()[StartOf(number)..entries[number].End];

    /// <summary>The same, good for ever: keys that come later are written behind it.</summary>
    public ReadOnlyMemory<byte> LastingKeyOf(int number) => text.AsMemory(StartOf(number), entries[number].End - StartOf(number));

    /// <summary>The key's number; −1 when it has none.</summary>
    public int Find(string key) => slots[SlotOf(key, HashOf(key))].Next - 1;

    /// <summary>The key's number. A new one's value is the default.</summary>
    public int FindOrAdd(string key)
    {
        var hash = HashOf(key);
        var slot = SlotOf(key, hash);
        if (slots[slot].Next > 0)
            return slots[slot].Next - 1;
        Encoding.UTF8.GetBytes(key, text.Take(Encoding.UTF8.GetByteCount(key)));
        entries.Add(new Entry { End = text.Count });
        slots[slot] = new Slot(hash, entries.Count);
        if (entries.Count * 4L > slots.Length * 3L)
            Rehash(slots, slots.Length * 3 / 2, static number => number);
        return entries.Count - 1;
    }

    /// <summary>The same keys without some.</summary>
    /// <param name="numbers">Their new numbers by the old ones, in the same order; −1 for those that go.</param>
    public KeyTable<TValue> Renumbered(int[] numbers)
    {
        var fewer = new KeyTable<TValue>();
        for (var number = 0; number < Count; number++)
        {
            if (numbers[number] < 0)
                continue;
            KeyOf(number).CopyTo(fewer.text.Take(KeyOf(number).Length));
            fewer.entries.Add(new Entry { Value = this[number], End = fewer.text.Count });
        }

        fewer.Rehash(slots, Math.Max(4, fewer.Count * 3 / 2), number => numbers[number]);
        return fewer;
    }

    private void Rehash(Slot[] old, int size, Func<int, int> numberOf)
    {
        slots = new Slot[size];
        foreach (var (hash, next) in old)
        {
            if (next == 0 || numberOf(next - 1) is not (>= 0 and var number))
                continue;
            var at = FirstSlot(hash);
            while (slots[at].Next > 0)
                at = NextSlot(at);
            slots[at] = new Slot(hash, number + 1);
        }
    }

    // Differs from process to process: keys come from clients, who must not be able to choose some that collide.
    private static int HashOf(string key) => string.GetHashCode(key);

    private int SlotOf(string key, int hash)
    {
        var at = FirstSlot(hash);
        while (slots[at].Next > 0 && (slots[at].Hash != hash || !Is(slots[at].Next - 1, key)))
            at = NextSlot(at);
        return at;
    }

    private int FirstSlot(int hash) => (int)(((ulong)(uint)hash * (uint)slots.Length) >> 32);

    private int NextSlot(int slot) => slot + 1 < slots.Length ? slot + 1 : 0;

    private bool Is(int number, string key)
    {
        var text = KeyOf(number);
        // As many bytes as characters: all of them are ASCII.
        return text.Length == key.Length ? Ascii.Equals(text, key) : text.SequenceEqual(Encoding.UTF8.GetBytes(key));
    }

    private int StartOf(int number) => number == 0 ? 0 : entries[number - 1].End;

    // Packed, so that a value of 16 bytes makes 20, not 24.
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Entry
    {
        public TValue Value;
        public int End;
    }

    /// <param name="Hash">The key's.</param>
    /// <param name="Next">Its number + 1; 0 when the slot is free.</param>
    private readonly record struct Slot(int Hash, int Next);
}
