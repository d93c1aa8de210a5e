using System.Text.Json;

namespace RealtimeHub.Documents.Bench;

/// <summary>A change of a text in UTF-16 units.</summary>
internal readonly record struct Edit(int Index, int Deleted, string Inserted);

/// <summary>A trace played once: its edits, an update for each transaction, a snapshot and half a state vector, also as files for Node.</summary>
internal sealed record Prepared(string Text, Edit[]? Edits, byte[][] Updates, byte[] Snapshot, byte[] Half, string Folder) : IDisposable
{
    public static Prepared Of(Trace trace)
    {
        var (updates, edits) = Play(trace);
        var document = new YDoc(1);
        foreach (var update in updates)
            document.ApplyUpdate(update);
        if (document.GetText("text").ToString() != trace.End)
            throw new InvalidOperationException("the text that came out isn't the trace's end");

        var half = YUpdate.StateVectorOf(YUpdate.Merge([.. updates.Take(updates.Count / 2).Select(update => (ReadOnlyMemory<byte>)update)]));
        var prepared = new Prepared(
            trace.End, trace.IsConcurrent ? null : [.. edits], [.. updates], document.EncodeStateAsUpdate(), half.Encode(), Directory.CreateTempSubdirectory("documents-bench").FullName);
        prepared.Save();
        return prepared;
    }

    public void Dispose() => Directory.Delete(Folder, true);

    private static (List<byte[]> Updates, List<Edit> Edits) Play(Trace trace)
    {
        var updates = new List<byte[]>();
        var edits = new List<Edit>();
        var authors = new Dictionary<int, Author>();
        for (var i = 0; i < trace.Transactions.Length; i++)
        {
            var transaction = trace.Transactions[i];
            if (!authors.TryGetValue(transaction.Agent, out var author))
                authors[transaction.Agent] = author = new Author(transaction.Agent + 10);
            if (i == 0 && trace.Start.Length > 0)
                author.Apply(new Patch(0, 0, trace.Start), edits);
            author.Merge(transaction.Parents, trace, updates);
            foreach (var patch in transaction.Patches)
                author.Apply(patch, edits);
            updates.Add(author.Take(i));
        }

        return (updates, edits);
    }

    private void Save()
    {
        using (var stream = File.Create(Path.Combine(Folder, "updates.bin")))
        {
            foreach (var update in Updates)
            {
                stream.Write(BitConverter.GetBytes(update.Length));
                stream.Write(update);
            }
        }

        File.WriteAllBytes(Path.Combine(Folder, "snapshot.bin"), Snapshot);
        File.WriteAllBytes(Path.Combine(Folder, "half.bin"), Half);
        if (Edits is not null)
            File.WriteAllText(Path.Combine(Folder, "edits.json"), JsonSerializer.Serialize(Edits.Select(edit => new object[] { edit.Index, edit.Deleted, edit.Inserted })));
    }
}
