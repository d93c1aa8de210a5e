using System.Runtime.CompilerServices;
using System.Text;

namespace RealtimeHub.Documents.Codec;

/// <summary>
/// Reads structs of update format v1 one after another and checks each. Format: yjs (src/utils/encoding.js, src/structs).
/// </summary>
internal static class BlockReader
{
    private const int TypeRefs = 7;
    private const int XmlElementRef = 3;
    private const int XmlHookRef = 5;

    /// <summary>Reads the struct that starts here.</summary>
    public static void Read(ref ByteReader reader, long client, int clock, ReadBudget budget, out Block block, out BlockPlace place)
    {
        block = new Block { Client = client, Clock = clock, Start = reader.Position, Info = reader.ReadByte() };
        if (block.IsItem)
        {
            ReadPlace(ref reader, client, clock, block.Info, out place);
            block.Content = reader.Position;
            block.Length = ReadContent(ref reader, block.Kind, budget);
        }
        else
        {
            Unsafe.SkipInit(out place);
            if (block.Info is not ((byte)ContentKind.Gc or (byte)ContentKind.Skip))
                Fault.Malformed($"update: struct at byte {block.Start} has flags that its kind can't have");
            block.Content = reader.Position;
            block.Length = reader.ReadClock();
        }

        block.End = reader.Position;
        if (block.Length == 0)
            Fault.Malformed($"update: struct at byte {block.Start} is empty");
        if (block.Length > int.MaxValue - clock)
            Fault.Limit($"update: the clock after the struct at byte {block.Start} exceeds {int.MaxValue}");
    }

    private static void ReadPlace(ref ByteReader reader, long client, int clock, byte info, out BlockPlace place)
    {
        place = new BlockPlace { OriginClient = -1, RightOriginClient = -1, ParentClient = -1, NameLength = -1, SubLength = -1 };
        if ((info & Block.HasOrigin) != 0)
            ReadId(ref reader, client, clock, out place.OriginClient, out place.OriginClock);
        if ((info & Block.HasRightOrigin) != 0)
            ReadId(ref reader, client, clock, out place.RightOriginClient, out place.RightOriginClock);
        if ((info & (Block.HasOrigin | Block.HasRightOrigin)) != 0)
            return;

        switch (reader.ReadVarUint())
        {
            case 0:
                ReadId(ref reader, client, clock, out place.ParentClient, out place.ParentClock);
                break;
            case 1:
                ReadText(ref reader, out place.NameStart, out place.NameLength);
                break;
            case var other:
                Fault.Malformed($"update: parent of kind {other} before byte {reader.Position}; there are 0 and 1");
                break;
        }

        if ((info & Block.HasParentSub) != 0)
            ReadText(ref reader, out place.SubStart, out place.SubLength);
    }

    /// <summary>An id that a struct depends on: one of the same client must come before it.</summary>
    private static void ReadId(ref ByteReader reader, long client, int clock, out long idClient, out int idClock)
    {
        idClient = reader.ReadVarUint();
        idClock = reader.ReadClock();
        if (idClient == client && idClock >= clock)
            Fault.Malformed($"update: struct {client}/{clock} depends on {idClient}/{idClock}, which doesn't come before it");
    }

    private static void ReadText(ref ByteReader reader, out int start, out int length)
    {
        length = reader.ReadUtf8().Length;
        start = reader.Position - length;
    }

    /// <summary>Passes over a content and gives its length in clocks.</summary>
    private static int ReadContent(ref ByteReader reader, ContentKind kind, ReadBudget budget)
    {
        switch (kind)
        {
            case ContentKind.String:
                return Encoding.UTF8.GetCharCount(reader.ReadUtf8());
            case ContentKind.Deleted:
                return reader.ReadClock();
            case ContentKind.Any:
                var values = reader.ReadCount(1, "values");
                for (var i = 0; i < values; i++)
                    AnySkipper.Skip(ref reader, budget);
                return values;
            case ContentKind.Json:
                var texts = reader.ReadCount(1, "JSON texts");
                for (var i = 0; i < texts; i++)
                    JsonCheck.ReadOrUndefined(ref reader, budget);
                return texts;
            case ContentKind.Binary:
                reader.ReadVarBytes();
                return 1;
            case ContentKind.Embed:
                JsonCheck.Read(ref reader, budget);
                return 1;
            case ContentKind.Format:
                reader.ReadUtf8();
                JsonCheck.Read(ref reader, budget);
                return 1;
            case ContentKind.Type:
                ReadType(ref reader);
                return 1;
            case ContentKind.Doc:
                reader.ReadUtf8();
                AnySkipper.Skip(ref reader, budget);
                return 1;
            default:
                Fault.Malformed($"update: content of kind {(int)kind} before byte {reader.Position}; there are 0 to 10");
                return 0;
        }
    }

    private static void ReadType(ref ByteReader reader)
    {
        var type = reader.ReadVarUint();
        if (type >= TypeRefs)
            Fault.Malformed($"update: type {type} before byte {reader.Position}; there are 0 to {TypeRefs - 1}");
        if (type is XmlElementRef or XmlHookRef)
            reader.ReadUtf8();
    }
}
