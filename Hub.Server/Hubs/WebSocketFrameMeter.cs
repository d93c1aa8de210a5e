using System.Buffers.Binary;
using RealtimeHub.Server.Transports;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Counts the frames that a client sends over a WebSocket, from their headers alone: no payload is decoded or kept. Many
/// tiny frames cost the server far more than their bytes. One reader at a time.
/// </summary>
/// <param name="fragmentsPerMessage">The most frames of one message; 0 lifts the limit.</param>
/// <param name="framesPerSecond">The most frames of any kind within a second; 0 lifts the limit.</param>
/// <param name="time">The clock that seconds are counted by.</param>
internal sealed class WebSocketFrameMeter(int fragmentsPerMessage, int framesPerSecond, TimeProvider time) : IFrameMeter
{
    private const int ShortHeader = 2;
    private const int FirstControlOpcode = 8;
    private const int CloseOpcode = 8;
    private const byte FinalClose = 0x88;
    private const int CloseFrameBytes = 4;
    private const ushort ProtocolError = 1002;
    private const ushort InvalidPayload = 1007;

    private int headerAt;
    private int lengthEnd;
    private int headerEnd;
    private ulong payload;
    private int fragments;
    private int frames;
    private long second = time.GetTimestamp();
    private bool hasViolated;

    /// <summary>Whether a close frame has come: the peer says goodbye.</summary>
    public bool SawClose { get; private set; }

    /// <summary>Called once when a limit has been passed; the connection's reading waits for it and then ends.</summary>
    public Func<Task>? OnExceeded { get; set; }

    /// <summary>Called once when the client has broken the rules of WebSockets or passed a limit.</summary>
    public Action? OnViolation { get; init; }

    /// <summary>Takes the next bytes as they came; false when a limit has been passed.</summary>
    public bool TryCount(ReadOnlySpan<byte> bytes)
    {
        if (TryCountAll(bytes))
            return true;
        NoteViolation();
        return false;
    }

    /// <summary>Looks at what is sent, one frame at a time: with its close the WebSocket tells a client that broke its rules so.</summary>
    public void NoteSent(ReadOnlySpan<byte> frame)
    {
        if (frame.Length == CloseFrameBytes && frame[0] == FinalClose && BinaryPrimitives.ReadUInt16BigEndian(frame[ShortHeader..]) is ProtocolError or InvalidPayload)
            NoteViolation();
    }

    public Task ExceedAsync() => OnExceeded?.Invoke() ?? Task.CompletedTask;

    public void NoteViolation()
    {
        if (!Interlocked.Exchange(ref hasViolated, true))
            OnViolation?.Invoke();
    }

    private bool TryCountAll(ReadOnlySpan<byte> bytes)
    {
        if (frames > 0 && time.GetElapsedTime(second) >= TimeSpan.FromSeconds(1))
            (frames, second) = (0, time.GetTimestamp());
        while (!bytes.IsEmpty)
        {
            if (headerAt == 0 && payload > 0)
            {
                var skipped = (int)Math.Min(payload, (ulong)bytes.Length);
                payload -= (ulong)skipped;
                bytes = bytes[skipped..];
            }
            else if (!TryTakeHeader(bytes[0]))
            {
                return false;
            }
            else
            {
                bytes = bytes[1..];
            }
        }

        return true;
    }

    private bool TryTakeHeader(byte next)
    {
        if (headerAt == 0)
        {
            (headerAt, payload) = (1, 0);
            return TryBegin(next);
        }

        if (headerAt == 1)
            ReadLength(next);
        else if (headerAt < lengthEnd)
            payload = (payload << 8) | next;
        if (++headerAt == headerEnd)
            headerAt = 0;
        return true;
    }

    private bool TryBegin(byte first)
    {
        var (opcode, isFinal) = (first & 0x0F, (first & 0x80) != 0);
        SawClose |= opcode == CloseOpcode;
        frames++;
        if (opcode < FirstControlOpcode)
            fragments++;
        if ((framesPerSecond > 0 && frames > framesPerSecond) || (fragmentsPerMessage > 0 && fragments > fragmentsPerMessage))
            return false;
        if (opcode < FirstControlOpcode && isFinal)
            fragments = 0;
        return true;
    }

    private void ReadLength(byte second)
    {
        var length = second & 0x7F;
        lengthEnd = ShortHeader + length switch { 127 => 8, 126 => 2, _ => 0 };
        headerEnd = lengthEnd + ((second & 0x80) != 0 ? 4 : 0);
        payload = length < 126 ? (ulong)length : 0;
    }
}
