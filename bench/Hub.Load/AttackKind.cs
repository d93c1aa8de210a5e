namespace RealtimeHub.Load;

/// <summary>One way to break the rules.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Upgrades">Whether it asks for a WebSocket first.</param>
/// <param name="First">What is sent once at the beginning.</param>
/// <param name="Then">What is sent again and again, as much of it as the connection takes.</param>
internal sealed record AttackKind(string Name, bool Upgrades, byte[] First, byte[] Then)
{
    private static readonly byte[] Handshake = Frame(0x81, [.. """{"protocol":"json","version":1}"""u8, 0x1e]);

    public static IReadOnlyList<AttackKind> All { get; } =
    [
        new("fragments of one byte", true, [.. Handshake, .. Frame(0x01, "x"u8)], Repeat(Frame(0x00, "x"u8), 600)),
        new("empty fragments", true, [.. Handshake, .. Frame(0x01, [])], Repeat(Frame(0x00, []), 600)),
        new("pings without end", true, Handshake, Repeat(Frame(0x89, []), 600)),
        new("calls of unknown methods", true, Handshake, Repeat(Frame(0x81, [.. """{"type":1,"invocationId":"1","target":"Nope","arguments":[]}"""u8, 0x1e]), 60)),
        new("text that is not JSON", true, Handshake, Repeat(Frame(0x81, [.. "garbage"u8, 0x1e]), 100)),
        new("frames without a mask", true, Handshake, [0x81, 0x02, 0x7b, 0x7d]),
        new("reserved opcodes", true, Handshake, Repeat(Frame(0x8b, []), 10)),
        new("a message without end", true, [.. Handshake, 0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], new byte[16 * 1024]),
        new("half an upgrade", false, "GET /hub HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"u8.ToArray(), "X: y\r\n"u8.ToArray()),
        new("no handshake", true, [], []),
    ];

    private static byte[] Repeat(byte[] frame, int count) => [.. Enumerable.Repeat(frame, count).SelectMany(bytes => bytes)];

    // A mask of zeros is a mask, and leaves the payload as it is.
    private static byte[] Frame(byte first, ReadOnlySpan<byte> payload) => [first, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
}
