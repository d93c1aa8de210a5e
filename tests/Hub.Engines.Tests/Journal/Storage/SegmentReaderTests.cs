using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Engines.Tests.Journal.Storage;

public sealed class SegmentReaderTests : IDisposable
{
    private static readonly RecordSeal Seal = RecordSeal.Create();
    private readonly JournalTestFolder folder = new();

    public SegmentReaderTests() => SystemFiles.Instance.CreateFolder(folder.Path);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void VisitAll_OfSmallPieces_FindsWhatOneScanFinds(int damages)
    {
        var random = new Random(damages);
        for (var round = 0; round < 50; round++)
        {
            var bytes = Records(random);
            for (var i = 0; i < damages; i++)
                bytes[random.Next(bytes.Length)] ^= 0x10;
            if (random.Next(2) == 0)
                bytes = bytes[..random.Next(bytes.Length)];

            Assert.Equal(WholeScan(bytes), Pieces(bytes, pieceBytes: 64 << random.Next(6), name: $"{round}"));
        }
    }

    private static byte[] Records(Random random)
    {
        var writer = new ByteWriter();
        for (var i = 0; i < 40; i++)
        {
            var start = RecordFrame.Begin(writer, RecordKind.Publication, RecordFlags.None, $"room:{random.Next(5)}");
            random.NextBytes(writer.Take(random.Next(8) == 0 ? random.Next(3_000) : random.Next(60)));
            RecordFrame.End(writer, start, Seal);
        }

        return writer.Written.ToArray();
    }

    private static List<(ScanFinding Finding, long Position, int Length)> WholeScan(byte[] bytes)
    {
        var found = new List<(ScanFinding, long, int)>();
        var scan = new SegmentScan(bytes, Seal);
        while (scan.MoveNext())
            found.Add((scan.Finding, SegmentHeader.Length + scan.Start, scan.Length));
        return found;
    }

    private List<(ScanFinding Finding, long Position, int Length)> Pieces(byte[] bytes, int pieceBytes, string name)
    {
        using var file = SystemFiles.Instance.Create(Path.Combine(folder.Path, name));
        file.Write(new byte[SegmentHeader.Length], 0);
        file.Write(bytes, SegmentHeader.Length);
        var segment = new Segment(new SegmentHeader(1, 1, 1, 0, 0, Seal), file, SegmentHeader.Length + bytes.Length);
        var found = new List<(ScanFinding, long, int)>();
        SegmentReader.VisitAll(segment, (scoped in SegmentScan scan, long position) => found.Add((scan.Finding, position, scan.Length)), pieceBytes);
        return found;
    }
}
