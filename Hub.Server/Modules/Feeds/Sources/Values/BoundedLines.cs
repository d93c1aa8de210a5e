using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>Reads a stream line by line without ever holding more than one line of a greatest length and what the pipe has buffered.</summary>
internal static class BoundedLines
{
    /// <summary>The longest line.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The lines that are not empty, with their numbers, without their ends, until the pipe ends or its pending read is cancelled.</summary>
    /// <exception cref="SourceFailedException">A line is longer than <see cref="MaxBytes"/>.</exception>
    public static async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte> Text)> ReadAsync(PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 1;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            try
            {
                while (TryTakeLine(ref rest, read.IsCompleted, out var line))
                {
                    if (Trimmed(line, number) is { Length: > 0 } text)
                        yield return (number, text);
                    number++;
                }

                if (rest.Length > MaxBytes)
                    throw TooLong(number);
            }
            finally
            {
                // Also where nobody takes more lines: the next read of the pipe, such as the server's own to the end of a body, would fail while this one is not over.
                reader.AdvanceTo(rest.Start, rest.End);
            }

            if (read.IsCompleted || read.IsCanceled)
                yield break;
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isEnd, out ReadOnlySequence<byte> line)
    {
        line = rest;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        if (!isEnd || rest.IsEmpty)
            return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlySequence<byte> line, int number)
    {
        if (line.Length > MaxBytes)
            throw TooLong(number);
        ReadOnlyMemory<byte> text = line.ToArray();
        if (number == 1 && text.Span.StartsWith("\uFEFF"u8))
            text = text[3..];
        return text.Trim(" \t\r"u8);
    }

    private static SourceFailedException TooLong(int number) => new($"line {number} has more than {MaxBytes} bytes");
}
