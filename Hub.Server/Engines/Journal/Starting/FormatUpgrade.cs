using System.Buffers.Binary;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>
/// Brings a journal of the first format, whose records had no secret, into the present one. Every record keeps its position and
/// length, so that the checkpoint's places stay right; damage stays damage. Killed at any moment, the next start continues.
/// </summary>
internal sealed class FormatUpgrade(SegmentFolder segments)
{
    /// <summary>Writes a segment again with the journal's secret, and puts it in the old one's place.</summary>
    /// <param name="number">The segment's number.</param>
    /// <param name="header">Its header.</param>
    /// <param name="mayBeTorn">Whether its end may have been cut off while it was written; that is left out then.</param>
    public void Segment(int number, SegmentHeader header, bool mayBeTorn)
    {
        var path = segments.PathOf(number);
        var bytes = ReadAll(path);
        (header with { Seal = segments.Seal }).ToBytes().CopyTo(bytes, 0);
        var end = SegmentHeader.Length + SealAgain(bytes.AsSpan(SegmentHeader.Length));
        Replace(path, mayBeTorn ? bytes.AsSpan(0, end) : bytes);
    }

    /// <summary>Does the same with the checkpoint, if there is one. A damaged one is left for the start to find.</summary>
    public void Checkpoint()
    {
        if (!segments.Files.List(segments.Path).Contains(CheckpointFile.Name))
            return;
        var path = segments.PathOf(CheckpointFile.Name);
        var bytes = ReadAll(path);
        var magic = BitConverter.GetBytes(CheckpointWriter.LegacyMagic);
        if (bytes.Length < magic.Length + 5 || !bytes.AsSpan().StartsWith(magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) != Checksum.Of(bytes.AsSpan(0, bytes.Length - 4)))
            return;
        // The time when it was written is new; nothing is known of it.
        var writer = new ByteWriter(bytes.Length + 1);
        writer.UInt64(CheckpointWriter.Magic);
        writer.Byte(bytes[magic.Length]);
        writer.Number(0);
        writer.Bytes(bytes.AsSpan(magic.Length + 1, bytes.Length - magic.Length - 5));
        writer.UInt32(Checksum.Of(writer.Written, segments.Seal.BodySeed));
        Replace(path, writer.Written);
    }

    // Returns where the records end that were not cut off.
    private int SealAgain(Span<byte> records)
    {
        var end = records.Length;
        var scan = new SegmentScan(records, RecordSeal.Legacy);
        while (scan.MoveNext())
        {
            var found = records.Slice(scan.Start, scan.Length);
            if (scan.Finding == ScanFinding.Record)
                RecordFrame.Seal(found, segments.Seal);
            else if (scan.Finding == ScanFinding.DamagedRecord)
                SealDamaged(found);
            else if (scan.Finding == ScanFinding.TornTail)
                end = scan.Start;
        }

        return end;
    }

    // Its head still says whose it was; its body stays damaged.
    private void SealDamaged(Span<byte> record)
    {
        RecordFrame.Seal(record, segments.Seal);
        record[12] ^= 0xFF;
    }

    private byte[] ReadAll(string path)
    {
        using var file = segments.Files.Open(path, writable: false);
        var bytes = new byte[file.Length];
        return bytes[..file.Read(bytes, 0)];
    }

    private void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var unfinished = path + SegmentHeader.UnfinishedExtension;
        using (var file = segments.Files.Create(unfinished))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        segments.Files.Rename(unfinished, path);
        segments.Files.SyncFolder(segments.Path);
    }
}
