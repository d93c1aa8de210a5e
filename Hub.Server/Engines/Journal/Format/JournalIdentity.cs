namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>What makes a journal itself: its secret, and the epoch of all channels that it stores nothing of.</summary>
/// <param name="Seal">The secret that its records are sealed with.</param>
/// <param name="EmptyEpoch">
/// The epoch of every channel that was never published to. It outlives restarts, so that a position before the first
/// publication does; it changes when the journal may have lost a whole channel.
/// </param>
/// <param name="IsUpgrading">Whether segments of the first format are still to be upgraded; otherwise they are foreign.</param>
/// <param name="ClockLag">How far the machine's clock leapt without being confirmed yet.</param>
internal sealed record JournalIdentity(RecordSeal Seal, string EmptyEpoch, bool IsUpgrading, TimeSpan ClockLag)
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "identity";

    private const ulong Magic = 0x32304449_4A5452; // "RTJID02"
    private const int MinLength = 8 + 1 + RecordSeal.Length + 4;

    public byte[] ToBytes()
    {
        var writer = new ByteWriter(64);
        writer.UInt64(Magic);
        writer.Byte(IsUpgrading ? (byte)1 : (byte)0);
        Seal.Write(writer.Take(RecordSeal.Length));
        writer.Text(EmptyEpoch);
        writer.Number((long)ClockLag.TotalMilliseconds);
        writer.UInt32(Checksum.Of(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null when it is damaged.</summary>
    public static JournalIdentity? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MinLength)
            return null;
        var content = bytes[..^4];
        var checksum = new ByteReader(bytes[^4..]);
        var reader = new ByteReader(content);
        if (checksum.UInt32() != Checksum.Of(content) || reader.UInt64() != Magic)
            return null;
        try
        {
            var upgrading = reader.Byte() == 1;
            return new JournalIdentity(RecordSeal.Read(reader.Bytes(RecordSeal.Length)), reader.Text(), upgrading, TimeSpan.FromMilliseconds(reader.Number()));
        }
        catch (DamagedException)
        {
            return null;
        }
    }
}
