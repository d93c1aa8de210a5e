using System.Text;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Makes items of the structs of an update, which are not integrated yet.</summary>
internal sealed class UpdateReader(YDoc document)
{
    private readonly HashSet<string> strings = [];
    private byte[] lastRoot = [];
    private Branch? lastBranch;

    /// <summary>Reads all structs that the document lacks, by client, greatest last, and then the delete set.</summary>
    public List<IncomingBlocks> Read(ReadOnlySpan<byte> update, ReadBudget budget, DeleteSet deletes)
    {
        var walker = new BlockWalker(update, budget);
        var all = new List<IncomingBlocks>();
        IncomingBlocks? incoming = null;
        while (walker.MoveNext(out var block, out var place))
        {
            if (incoming is null || incoming.Client.Client != block.Client)
            {
                incoming = new IncomingBlocks(document.Store.For(block.Client));
                all.Add(incoming);
            }

            // What the document has needs no item.
            if (block.ClockEnd > incoming.Client.State)
                incoming.Items.Add(Make(update, incoming.Client, block, place));
        }

        walker.ReadDeletes(deletes);
        deletes.SortAndMerge();
        all.Sort(static (a, b) => a.Client.Client.CompareTo(b.Client.Client));
        return all;
    }

    private Item Make(ReadOnlySpan<byte> update, ClientBlocks client, in Block block, in BlockPlace place)
    {
        var item = new Item(client, block.Clock, block.Length, block.Kind);
        if (!block.IsItem)
            return item;
        if (place.OriginClient >= 0)
            (item.OriginClient, item.OriginClock) = (document.Store.For(place.OriginClient), place.OriginClock);
        if (place.RightOriginClient >= 0)
            (item.RightOriginClient, item.RightOriginClock) = (document.Store.For(place.RightOriginClient), place.RightOriginClock);
        if (place.NameLength >= 0)
        {
            item.Parent = Root(update.Slice(place.NameStart, place.NameLength));
        }
        else if (place.ParentClient >= 0)
        {
            item.Flags = ItemFlags.ParentIsItem;
            (item.OriginClient, item.OriginClock) = (document.Store.For(place.ParentClient), place.ParentClock);
        }

        if (place.SubLength >= 0)
            item.ParentSub = Shared(update.Slice(place.SubStart, place.SubLength));
        ReadContent(update, item, block);
        return item;
    }

    private void ReadContent(ReadOnlySpan<byte> update, Item item, in Block block)
    {
        var reader = new ByteReader(update, block.Content);
        switch (block.Kind)
        {
            case ContentKind.Deleted:
                break;
            case ContentKind.String:
                var target = document.Store.Text.Reserve(block.Length, out var chunk, out item.TextStart);
                Encoding.UTF8.GetChars(reader.ReadVarBytes(), target);
                item.Content = chunk;
                break;
            case ContentKind.Any or ContentKind.Json:
                reader.ReadVarUint();
                item.Content = new ValueRun(update[reader.Position..block.End].ToArray(), 0, block.End - reader.Position);
                break;
            case ContentKind.Binary:
                item.Content = reader.ReadVarBytes().ToArray();
                break;
            case ContentKind.Embed:
                item.Content = new JsonContent(reader.ReadString());
                break;
            case ContentKind.Format:
                item.Content = new FormatContent(Shared(reader.ReadVarBytes()), new JsonContent(Shared(reader.ReadVarBytes())));
                break;
            case ContentKind.Doc:
                item.Content = new SubdocumentContent(reader.ReadString(), update[reader.Position..block.End].ToArray());
                break;
            default:
                var kind = (BranchKind)reader.ReadVarUint();
                item.Content = new Branch { Kind = kind, NodeName = kind is BranchKind.XmlElement or BranchKind.XmlHook ? Shared(reader.ReadVarBytes()) : null };
                break;
        }
    }

    private Branch Root(ReadOnlySpan<byte> name)
    {
        if (lastBranch is null || !name.SequenceEqual(lastRoot))
        {
            lastRoot = name.ToArray();
            lastBranch = document.Root(Encoding.UTF8.GetString(name));
        }

        return lastBranch;
    }

    /// <summary>Keys and formats repeat: each is kept once.</summary>
    private string Shared(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 128)
            return Encoding.UTF8.GetString(utf8);
        Span<char> chars = stackalloc char[128];
        var text = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        var lookup = strings.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var shared))
            strings.Add(shared = text.ToString());
        return shared;
    }
}
