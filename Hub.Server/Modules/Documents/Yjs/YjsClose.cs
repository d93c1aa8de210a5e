using System.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Yjs;

/// <summary>How a WebSocket of y-websocket ends. Its provider stays away after codes 4400 to 4499 and comes back after all others.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">For people, at most 123 bytes.</param>
/// <param name="IsDenied">Whether the client gets a message that says so before.</param>
internal sealed record YjsClose(int Code, string Reason, bool IsDenied = false)
{
    private const int MaxReasonBytes = 123;

    public static YjsClose Normal { get; } = new(1000, "");

    public static YjsClose Of(ErrorCode code, string reason) => code switch
    {
        ErrorCode.BadRequest => Make(4400, reason),
        ErrorCode.Unauthorized => Make(4401, reason, isDenied: true),
        ErrorCode.PermissionDenied => Make(4403, reason, isDenied: true),
        ErrorCode.NotFound => Make(4404, reason),
        ErrorCode.Conflict => Make(4409, reason),
        ErrorCode.PayloadTooLarge or ErrorCode.LimitExceeded => Make(4413, reason),
        ErrorCode.Internal => Make(1011, reason),
        _ => Make(1013, reason),
    };

    private static YjsClose Make(int code, string reason, bool isDenied = false)
    {
        while (Encoding.UTF8.GetByteCount(reason) > MaxReasonBytes)
            reason = reason[..^(char.IsLowSurrogate(reason[^1]) ? 2 : 1)];
        return new YjsClose(code, reason, isDenied);
    }
}
