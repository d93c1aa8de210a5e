using System.Numerics;
using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A document within a document: its name and options, which another <see cref="YDoc"/> is loaded by.</summary>
/// <param name="Id">Its name, which Yjs calls guid.</param>
/// <param name="Options">What Yjs keeps with it, such as <c>meta</c>.</param>
public sealed record YSubdocument(string Id, IReadOnlyDictionary<string, object?> Options);

/// <summary>Between what items carry and the values that callers see.</summary>
internal static class ItemValues
{
    /// <summary>The values of a countable item.</summary>
    public static IEnumerable<object?> Of(Item item)
    {
        if (item.Kind is ContentKind.Any or ContentKind.Json)
            return Values((ValueRun)item.Content!, item.Kind == ContentKind.Json, item.Length);
        return item.Kind == ContentKind.String ? item.Text.ToArray().Select(unit => (object?)unit.ToString()) : [Single(item)];
    }

    /// <summary>The value at an index within a countable item.</summary>
    public static object? At(Item item, int index)
    {
        if (item.Kind is not (ContentKind.Any or ContentKind.Json))
            return item.Kind == ContentKind.String ? item.Text[index].ToString() : Single(item);
        var run = (ValueRun)item.Content!;
        var json = item.Kind == ContentKind.Json;
        var reader = new ByteReader(run.Bytes, run.OffsetOf(json, index));
        return ValueRun.Read(ref reader, json);
    }

    public static object? Last(Item item) => At(item, item.Length - 1);

    /// <summary>A new item that carries one value.</summary>
    public static Item Make(ClientBlocks client, object? value)
    {
        Item New(ContentKind kind, object content) => new(client, client.State, 1, kind) { Content = content };

        switch (value)
        {
            case YType type:
                if (type.Branch.Doc is not null)
                    throw new ArgumentException("value: the type is in a document already; make a new one", nameof(value));
                return New(ContentKind.Type, type.Branch);
            case byte[] bytes:
                return New(ContentKind.Binary, bytes);
            case YSubdocument subdocument:
                return New(ContentKind.Doc, new SubdocumentContent(subdocument.Id, Encode(subdocument.Options)));
            default:
                var encoded = Encode(value);
                return New(ContentKind.Any, new ValueRun(encoded, 0, encoded.Length));
        }
    }

    public static bool IsPlain(object? value) => value is not (YType or byte[] or YSubdocument or BigInteger);

    public static byte[] Encode(object? value)
    {
        using var writer = new ByteWriter();
        AnyCodec.Write(writer, value);
        return writer.ToArray();
    }

    private static object?[] Values(ValueRun run, bool json, int count)
    {
        var reader = new ByteReader(run.Bytes);
        var values = new object?[count];
        for (var i = 0; i < count; i++)
            values[i] = ValueRun.Read(ref reader, json);
        return values;
    }

    private static object? Single(Item item) => item.Content switch
    {
        Branch branch => branch.GetView(),
        JsonContent embed => embed.Value,
        SubdocumentContent subdocument => Subdocument(subdocument),
        var content => content,
    };

    private static YSubdocument Subdocument(SubdocumentContent content)
    {
        var reader = new ByteReader(content.Options);
        return new YSubdocument(content.Guid, AnyCodec.Read(ref reader) as IReadOnlyDictionary<string, object?> ?? new OrderedDictionary<string, object?>());
    }
}
