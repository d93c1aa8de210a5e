using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RealtimeHub.Console.Importing;

/// <summary>
/// A file's bytes, checked to be UTF-8: they are handed out a line at a time, so that the lines before a wrong one are read. A
/// decoder by itself would put U+FFFD in the place of what it can't read.
/// </summary>
internal sealed class Utf8Lines(Stream source) : Stream
{
    /// <summary>No server takes a value of this size, and memory is not for ever.</summary>
    public const int MaxLineBytes = 16 * 1024 * 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> line = new();
    private int from;
    private int to;
    private int handedOut;
    private int number;

    public override bool CanRead => true;

    public override bool CanSeek => source.CanSeek;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position
    {
        get => source.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>The text of a file; a byte order mark is left out.</summary>
    /// <remarks>Reading it throws <see cref="FormatException"/> with the number of the line that is not UTF-8.</remarks>
    public static StreamReader Open(Stream source) => new(new Utf8Lines(source), Encoding.UTF8, detectEncodingFromByteOrderMarks: false);

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (handedOut == line.WrittenCount)
            await NextLineAsync(cancellationToken);
        var count = Math.Min(destination.Length, line.WrittenCount - handedOut);
        line.WrittenMemory.Slice(handedOut, count).CopyTo(destination);
        handedOut += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask NextLineAsync(CancellationToken cancellationToken)
    {
        line.ResetWrittenCount();
        (handedOut, number) = (0, number + 1);
        for (var ended = false; !ended;)
        {
            if (from == to)
                (from, to) = (0, await FillAsync(cancellationToken));
            var rest = buffer.AsSpan(from..to);
            var end = rest.IndexOf((byte)'\n');
            var part = end < 0 ? rest : rest[..(end + 1)];
            if (line.WrittenCount + part.Length > MaxLineBytes)
                throw new FormatException($"line {number}: it has more than {MaxLineBytes >> 20} MiB");
            line.Write(part);
            from += part.Length;
            ended = end >= 0 || part.IsEmpty;
        }

        if (!Utf8.IsValid(line.WrittenSpan))
            throw new FormatException($"line {number}: it is not UTF-8");
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException error)
        {
            throw new FormatException($"line {number}: it can't be read: {error.Message}", error);
        }
    }
}
