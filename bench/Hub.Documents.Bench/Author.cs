namespace RealtimeHub.Documents.Bench;

/// <summary>One author of a trace, with the document as it had it.</summary>
internal sealed class Author
{
    private readonly YDoc document;
    private readonly YText text;
    private readonly HashSet<int> known = [];
    private readonly List<ReadOnlyMemory<byte>> made = [];
    private CodePoints points = new("");

    public Author(long client)
    {
        document = new YDoc(client);
        text = document.GetText("text");
        document.Updated += change =>
        {
            if (change.Transaction.IsLocal)
                made.Add(change.Update);
        };
    }

    /// <summary>Gets what its parents had, and theirs.</summary>
    public void Merge(IEnumerable<int> parents, Trace trace, List<byte[]> updates)
    {
        var missing = new SortedSet<int>();
        var open = new Stack<int>(parents);
        while (open.TryPop(out var parent))
        {
            if (known.Contains(parent) || !missing.Add(parent))
                continue;
            foreach (var earlier in trace.Transactions[parent].Parents)
                open.Push(earlier);
        }

        foreach (var transaction in missing)
        {
            document.ApplyUpdate(updates[transaction]);
            known.Add(transaction);
        }

        if (missing.Count > 0)
            points = new CodePoints(text.ToString());
    }

    public void Apply(Patch patch, List<Edit> edits)
    {
        var index = points.UnitOf(patch.Position);
        var deleted = points.UnitOf(patch.Deleted, index) - index;
        points.Replace(index, deleted, patch.Inserted);
        edits.Add(new Edit(index, deleted, patch.Inserted));
        text.Delete(index, deleted);
        text.Insert(index, patch.Inserted);
    }

    /// <summary>The update of what it did since.</summary>
    public byte[] Take(int transaction)
    {
        known.Add(transaction);
        var update = YUpdate.Merge(made);
        made.Clear();
        return update;
    }
}
