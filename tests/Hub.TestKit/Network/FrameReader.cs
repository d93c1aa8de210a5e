using System.Buffers.Binary;

namespace RealtimeHub.TestKit;

/// <summary>Reads a server's frames; a masked one is an error, as servers must not mask.</summary>
internal sealed class FrameReader(Stream stream)
{
    private const long MaxBytes = 64 * 1024 * 1024;

    public async Task<RawFrame?> ReadAsync()
    {
        var head = new byte[2];
        if (!await TryReadAsync(head))
            return null;
        if ((head[1] & 0x80) != 0)
            throw new InvalidDataException("a masked frame from a server");
        var payload = new byte[await ReadLengthAsync(head[1])];
        if (!await TryReadAsync(payload))
            throw new EndOfStreamException("the connection ended within a frame");
        return new RawFrame((Opcode)(head[0] & 0x0F), payload, (head[0] & 0x80) != 0, (head[0] >> 4) & 7);
    }

    private async Task<long> ReadLengthAsync(int first)
    {
        if (first < 126)
            return first;
        var bytes = new byte[first == 126 ? 2 : 8];
        if (!await TryReadAsync(bytes))
            throw new EndOfStreamException("the connection ended within a frame");
        var length = bytes.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes);
        return length is >= 0 and <= MaxBytes ? length : throw new InvalidDataException($"a frame of {length} bytes");
    }

    // A reset and an orderly end are the same here: nothing more comes.
    private async Task<bool> TryReadAsync(byte[] bytes)
    {
        try
        {
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
