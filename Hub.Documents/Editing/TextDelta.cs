using System.Text;
using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>What a transaction changed in a text, as yjs's text event gives it; unlike there, asking deletes no formats.</summary>
internal sealed class TextDelta(Transaction transaction)
{
    private readonly List<DeltaOperation> delta = [];
    private readonly StringBuilder insert = new();

    /// <summary>Formats that hold now.</summary>
    private readonly Attributes current = new();

    /// <summary>Formats that held before.</summary>
    private readonly Attributes old = new();

    /// <summary>Formats that what is retained gets.</summary>
    private readonly Attributes changes = new();
    private int retain;
    private int delete;

    public IReadOnlyList<DeltaOperation> Of(Branch branch)
    {
        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (item.Kind == ContentKind.Format)
                TakeFormat(item, (FormatContent)item.Content!);
            else if (transaction.Adds(item))
                TakeNew(item);
            else if (transaction.Deletes(item))
                TakeDeleted(item.Length);
            else if (item.IsVisible)
                TakeKept(item.Length);
        }

        Flush();
        while (delta.Count > 0 && delta[^1].Retain > 0 && delta[^1].Attributes.Count == 0)
            delta.RemoveAt(delta.Count - 1);
        return delta;
    }

    private void TakeNew(Item item)
    {
        if (item.IsDeleted)
            return;
        if (item.Kind == ContentKind.String)
        {
            if (insert.Length == 0)
                Flush();
            insert.Append(item.Text);
            return;
        }

        Flush();
        delta.Add(new DeltaOperation { Insert = ItemValues.At(item, 0), Attributes = current.ToValues() });
    }

    private void TakeDeleted(int length)
    {
        if (delete == 0)
            Flush();
        delete += length;
    }

    private void TakeKept(int length)
    {
        if (retain == 0)
            Flush();
        retain += length;
    }

    private void TakeFormat(Item item, FormatContent format)
    {
        if (transaction.Adds(item))
        {
            if (!transaction.Deletes(item) && !Attributes.AreEqual(current.Get(format.Key), format.Value))
            {
                FlushRetain();
                if (Attributes.AreEqual(format.Value, old.Get(format.Key)))
                    changes.Remove(format.Key);
                else
                    changes.Set(format.Key, format.Value);
            }
        }
        else if (transaction.Deletes(item))
        {
            old.Set(format.Key, format.Value);
            var held = current.Get(format.Key);
            if (!Attributes.AreEqual(held, format.Value))
            {
                FlushRetain();
                changes.Set(format.Key, held);
            }
        }
        else if (!item.IsDeleted)
        {
            TakeKeptFormat(format);
        }

        if (item.IsDeleted)
            return;
        if (insert.Length > 0)
            Flush();
        current.Pass(format);
    }

    private void TakeKeptFormat(FormatContent format)
    {
        old.Set(format.Key, format.Value);
        if (!changes.Contains(format.Key) || Attributes.AreEqual(changes.Get(format.Key), format.Value))
            return;
        FlushRetain();
        if (format.Value.Value is null)
            changes.Remove(format.Key);
        else
            changes.Set(format.Key, format.Value);
    }

    private void FlushRetain()
    {
        if (retain > 0)
            Flush();
    }

    private void Flush()
    {
        if (insert.Length > 0)
            delta.Add(new DeltaOperation { Insert = insert.ToString(), Attributes = current.ToValues() });
        else if (retain > 0)
            delta.Add(new DeltaOperation { Retain = retain, Attributes = changes.ToValues() });
        else if (delete > 0)
            delta.Add(new DeltaOperation { Delete = delete });
        insert.Clear();
        retain = 0;
        delete = 0;
    }
}
