using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>The id of a unit of a document.</summary>
/// <param name="Client">The client that made it.</param>
/// <param name="Clock">Its clock.</param>
public readonly record struct YId(long Client, int Clock);

/// <summary>
/// A place in a text or a list that stays with its neighbours when others edit, such as a cursor. Its encoding is that of yjs.
/// </summary>
public sealed partial record RelativePosition
{
    private RelativePosition()
    {
    }

    /// <summary>The unit it is at; null where it is at the end or the start of the type.</summary>
    public YId? Item { get; private init; }

    /// <summary>The name of the root type; null where there is an <see cref="Item"/> or a <see cref="Type"/>.</summary>
    public string? RootName { get; private init; }

    /// <summary>The item that holds the type, where it is no root type.</summary>
    public YId? Type { get; private init; }

    /// <summary>Which neighbour it stays with: the one after it from 0 on, the one before it below 0.</summary>
    public long Association { get; private init; }

    /// <summary>Makes the position of an index.</summary>
    /// <param name="type">A text, array or XML fragment.</param>
    /// <param name="index">The index.</param>
    /// <param name="association">Which neighbour it stays with: the one after it from 0 on, the one before it below 0.</param>
    /// <exception cref="ArgumentException">The type is in no document.</exception>
    public static RelativePosition Create(YType type, int index, int association = 0)
    {
        var branch = type.Branch;
        if (branch.Doc is null)
            throw new ArgumentException("type: it must be in a document", nameof(type));
        if (association < 0 && index-- == 0)
            return AtEdge(branch, association);

        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (item.IsVisible)
            {
                if (item.Length > index)
                    return AtItem(item, item.Clock + index, association);
                index -= item.Length;
            }

            if (item.Right is null && association < 0)
                return AtItem(item, item.End - 1, association);
        }

        return AtEdge(branch, association);
    }

    /// <summary>Reads an encoded position.</summary>
    /// <exception cref="InvalidUpdateException">The bytes are malformed.</exception>
    public static RelativePosition Decode(ReadOnlySpan<byte> encoded)
    {
        var reader = new ByteReader(encoded);
        var position = reader.ReadVarUint() switch
        {
            0 => new RelativePosition { Item = new YId(reader.ReadVarUint(), reader.ReadClock()) },
            1 => new RelativePosition { RootName = reader.ReadString() },
            2 => new RelativePosition { Type = new YId(reader.ReadVarUint(), reader.ReadClock()) },
            var kind => throw new InvalidUpdateException(UpdateFault.Malformed, $"position: kind {kind}; there are 0 to 2"),
        };
        var association = reader.Remaining > 0 ? reader.ReadVarInt(out _) : 0;
        reader.ExpectEnd();
        return position with { Association = association };
    }

    /// <summary>Encodes it as <c>Y.encodeRelativePosition</c> does.</summary>
    public byte[] Encode()
    {
        using var writer = new ByteWriter();
        if (Item is { } item)
            WriteId(writer, 0, item);
        else if (RootName is { } name)
            WriteName(writer, name);
        else
            WriteId(writer, 2, Type!.Value);
        writer.WriteVarInt(Association, Association < 0);
        return writer.ToArray();
    }

    /// <summary>Finds the position in a document.</summary>
    /// <returns>The type and the index; null where the document hasn't got it yet, or has forgotten it.</returns>
    public (YType Type, int Index)? Resolve(YDoc document)
    {
        if (Item is { } id)
            return ResolveItem(document, id);
        var branch = RootName is { } name ? document.Root(name) : ResolveType(document, Type!.Value);
        return branch is null ? null : (branch.GetView(), Association >= 0 ? branch.Length : 0);
    }

    /// <summary>The index that it has in a type; null where it is in another one, or the document hasn't got it yet or has forgotten it.</summary>
    public int? IndexIn(YType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var branch = type.Branch;
        if (branch.Doc is not { } document)
            return null;
        if (Item is { } id)
            return Find(document, id) is { IsGc: false, Parent: { } parent } && parent == branch ? Resolve(document)?.Index : null;
        var isOfType = RootName is { } name ? branch.Item is null && branch.Name == name : ResolveType(document, Type!.Value) == branch;
        return isOfType ? Association >= 0 ? branch.Length : 0 : null;
    }

    private static RelativePosition AtItem(Item item, int clock, long association) =>
        new() { Item = new YId(item.Client.Client, clock), Association = association };

    private static RelativePosition AtEdge(Branch branch, long association) => branch.Item is { } holder
        ? new() { Type = new YId(holder.Client.Client, holder.Clock), Association = association }
        : new() { RootName = branch.Name, Association = association };

    private static void WriteId(ByteWriter writer, byte kind, YId id)
    {
        writer.WriteByte(kind);
        writer.WriteVarUint(id.Client);
        writer.WriteVarUint(id.Clock);
    }

    private static void WriteName(ByteWriter writer, string name)
    {
        writer.WriteByte(1);
        writer.WriteString(name);
    }

    private static Item? Find(YDoc document, YId id) =>
        document.Store.Find(id.Client) is { } client && id.Clock < client.State ? client.Find(id.Clock) : null;

    private static Branch? ResolveType(YDoc document, YId id) => Find(document, id)?.Content as Branch;

    private (YType Type, int Index)? ResolveItem(YDoc document, YId id)
    {
        if (Find(document, id) is not { IsGc: false } item)
            return null;
        var branch = item.Parent!;
        if (branch.IsDeleted)
            return (branch.GetView(), 0);
        var within = item.IsVisible ? id.Clock - item.Clock + (Association >= 0 ? 0 : 1) : 0;
        return (branch.GetView(), ListReader.IndexOf(item) + within);
    }
}
