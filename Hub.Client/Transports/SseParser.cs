using System.Buffers;

namespace RealtimeHub.Client.Transports;

/// <summary>
/// Reads the event stream format as far as SignalR uses it: the data of each event, its lines joined by LF. Lines may end in
/// LF, CR or CR LF; comments and other fields are ignored. It may be fed in pieces of any size.
/// </summary>
internal sealed class SseParser(int maxEventBytes)
{
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly ArrayBufferWriter<byte> data = new();
    private bool afterCarriageReturn;
    private bool hasData;

    /// <summary>Takes the next bytes and writes the data of every event that they complete.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (afterCarriageReturn && !bytes.IsEmpty)
        {
            afterCarriageReturn = false;
            if (bytes[0] == '\n')
                bytes = bytes[1..];
        }

        while (bytes.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            line.Write(bytes[..end]);
            EndLine(output);
            bytes = AfterLineEnd(bytes, end);
        }

        line.Write(bytes);
        CheckSize();
    }

    private ReadOnlySpan<byte> AfterLineEnd(ReadOnlySpan<byte> bytes, int end)
    {
        if (bytes[end] == '\n')
            return bytes[(end + 1)..];
        if (end + 1 == bytes.Length)
        {
            afterCarriageReturn = true;
            return [];
        }

        return bytes[(end + 1)] == '\n' ? bytes[(end + 2)..] : bytes[(end + 1)..];
    }

    private void EndLine(IBufferWriter<byte> output)
    {
        var text = line.WrittenSpan;
        if (text.IsEmpty)
            EndEvent(output);
        else if (text.StartsWith("data"u8) && (text.Length == 4 || text[4] == ':'))
            AddData(text.Length == 4 ? [] : text[5..]);
        line.ResetWrittenCount();
        CheckSize();
    }

    private void AddData(ReadOnlySpan<byte> value)
    {
        if (hasData)
            data.Write("\n"u8);
        hasData = true;
        data.Write(value is [(byte)' ', .. var rest] ? rest : value);
    }

    private void EndEvent(IBufferWriter<byte> output)
    {
        output.Write(data.WrittenSpan);
        data.ResetWrittenCount();
        hasData = false;
    }

    private void CheckSize()
    {
        if (line.WrittenCount + data.WrittenCount > maxEventBytes)
            throw new InvalidDataException($"An event is longer than {maxEventBytes} bytes.");
    }
}
