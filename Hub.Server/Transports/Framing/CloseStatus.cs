using System.Buffers.Binary;
using System.Text.Unicode;

namespace RealtimeHub.Server.Transports.Framing;

/// <summary>The status codes of a close frame that this server sends or understands (RFC 6455, section 7.4).</summary>
internal static class CloseStatus
{
    public const ushort Normal = 1000;
    public const ushort GoingAway = 1001;
    public const ushort ProtocolError = 1002;
    public const ushort InvalidPayload = 1007;
    public const ushort InternalError = 1011;

    /// <summary>A close frame without a code. Never on the wire.</summary>
    public const ushort None = 1005;

    /// <summary>Whether an endpoint may send this code.</summary>
    public static bool IsSendable(ushort code) => code switch
    {
        >= 1000 and <= 1003 or >= 1007 and <= 1014 => true,
        >= 3000 and <= 4999 => true,
        _ => false,
    };

    /// <summary>Reads the payload of a close frame.</summary>
    /// <param name="payload">At most 125 bytes.</param>
    /// <param name="code">Its code; <see cref="None"/> when it has none; what to answer with when it is not valid.</param>
    /// <returns>Whether it is valid.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ushort code)
    {
        code = None;
        if (payload.IsEmpty)
            return true;
        code = payload.Length == 1 ? None : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!IsSendable(code))
        {
            code = ProtocolError;
            return false;
        }

        if (Utf8.IsValid(payload[sizeof(ushort)..]))
            return true;
        code = InvalidPayload;
        return false;
    }
}
