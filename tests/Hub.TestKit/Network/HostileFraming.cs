namespace RealtimeHub.TestKit;

/// <summary>What a client may send over a WebSocket to try the server's reading, and how RFC 6455 wants it to end.</summary>
/// <param name="Group">Its part of the protocol.</param>
/// <param name="Name">What is odd about it, unique within its group.</param>
/// <param name="Bytes">What is sent. What breaks no rule ends with a close frame of the code 1000, so that its answer shows that all of it was understood.</param>
/// <param name="Code">The code of the server's close frame; 1005 for one without a code.</param>
public sealed record HostileFraming(string Group, string Name, byte[] Bytes, int Code)
{
    private const int Normal = 1000;
    private const int NoCode = 1005;
    private const int ProtocolError = 1002;
    private const int InvalidPayload = 1007;
    private const uint Mask = 0xA1B2C3D4;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HostileFraming> All { get; } =
        [.. Framings(), .. ReservedBits(), .. Opcodes(), .. PingsAndPongs(), .. Fragments(), .. Texts(), .. BadTexts(), .. Closes()];

    private static IEnumerable<HostileFraming> Framings()
    {
        foreach (var opcode in new[] { Opcode.Text, Opcode.Binary, Opcode.Ping, Opcode.Pong, Opcode.Close })
        {
            yield return Bad("framing", $"{opcode} that is not masked", new RawFrame(opcode, [.. "ab"u8]).Encode(null));
            yield return Bad("framing", $"empty {opcode} that is not masked", new RawFrame(opcode, []).Encode(null));
        }

        foreach (var length in new[] { 0, 1, 125, 126, 127, 128, 1000, 4000 })
            yield return Good("framing", $"binary of {length} bytes", Frame(Opcode.Binary, new byte[length]));
        foreach (var mask in new uint[] { 0, 1, 0x01000000, 0xFFFFFFFF, 0x80808080, 0x00FF00FF })
            yield return Good("framing", $"mask {mask:x8}", new RawFrame(Opcode.Text, [.. "any mask will do"u8]).Encode(mask));
        foreach (var length in new[] { 0, 1, 124, 125 })
        {
            yield return Bad("framing", $"{length} bytes with a length in 16 bits", [0x82, 0xFE, 0, (byte)length, 0, 0, 0, 0, .. new byte[length]]);
            yield return Bad("framing", $"{length} bytes with a length in 64 bits", [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, (byte)length, 0, 0, 0, 0, .. new byte[length]]);
        }

        foreach (var length in new[] { 126, 1000, ushort.MaxValue })
            yield return Bad("framing", $"{length} bytes with a length in 64 bits", [0x82, 0xFF, 0, 0, 0, 0, 0, 0, (byte)(length >> 8), (byte)length, 0, 0, 0, 0, .. new byte[16]]);
        foreach (var first in new byte[] { 0x80, 0xC0, 0xFF })
            yield return Bad("framing", $"length that begins with {first:x2}", [0x82, 0xFF, first, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
        yield return Good("framing", "a hundred empty messages", [.. Enumerable.Range(0, 100).SelectMany(_ => Frame(Opcode.Binary, []))]);
        yield return Good("framing", "many messages at once", [.. Enumerable.Range(0, 50).SelectMany(n => Frame(Opcode.Binary, new byte[n]))]);
    }

    private static IEnumerable<HostileFraming> ReservedBits()
    {
        foreach (var opcode in new[] { Opcode.Text, Opcode.Binary, Opcode.Ping, Opcode.Pong, Opcode.Close })
        {
            for (var bits = 1; bits < 8; bits++)
                yield return Bad("reserved bits", $"{opcode} with {bits}", new RawFrame(opcode, [], Reserved: bits).Encode(Mask));
        }

        for (var bits = 1; bits < 8; bits++)
            yield return Bad("reserved bits", $"in a later fragment {bits}", [.. Frame(Opcode.Text, [.. "a"u8], final: false), .. new RawFrame(Opcode.Continuation, [.. "b"u8], Reserved: bits).Encode(Mask)]);
        yield return Bad("reserved bits", "behind a good message", [.. Frame(Opcode.Text, [.. "a"u8]), .. new RawFrame(Opcode.Text, [.. "b"u8], Reserved: 4).Encode(Mask)]);
    }

    private static IEnumerable<HostileFraming> Opcodes()
    {
        foreach (var opcode in new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
        {
            yield return Bad("opcodes", $"{opcode}", Frame((Opcode)opcode, []));
            yield return Bad("opcodes", $"{opcode} with a payload", Frame((Opcode)opcode, [.. "payload"u8]));
            yield return Bad("opcodes", $"{opcode} that goes on", Frame((Opcode)opcode, [.. "a"u8], final: false));
            yield return Bad("opcodes", $"{opcode} behind a good message", [.. Frame(Opcode.Text, [.. "a"u8]), .. Frame((Opcode)opcode, [])]);
            yield return Bad("opcodes", $"{opcode} within a message", [.. Frame(Opcode.Text, [.. "a"u8], final: false), .. Frame((Opcode)opcode, [])]);
        }
    }

    private static IEnumerable<HostileFraming> PingsAndPongs()
    {
        foreach (var opcode in new[] { Opcode.Ping, Opcode.Pong })
        {
            foreach (var length in new[] { 0, 1, 124, 125 })
                yield return Good("ping and pong", $"{opcode} of {length} bytes", Frame(opcode, new byte[length]));
            foreach (var length in new[] { 126, 127, 1000 })
                yield return Bad("ping and pong", $"{opcode} of {length} bytes", Frame(opcode, new byte[length]));
            yield return Bad("ping and pong", $"{opcode} with a length in 64 bits", [(byte)(0x80 | (int)opcode), 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
            yield return Bad("ping and pong", $"{opcode} that goes on", Frame(opcode, [], final: false));
            yield return Bad("ping and pong", $"{opcode} that goes on, with a payload", Frame(opcode, [.. "ab"u8], final: false));
            yield return Good("ping and pong", $"{opcode} whose payload is no text", Frame(opcode, [0, 0xFF, 0xFE, 0xC0, 0x80]));
            yield return Good("ping and pong", $"a hundred of {opcode}", [.. Enumerable.Range(0, 100).SelectMany(_ => Frame(opcode, [.. "again"u8]))]);
            yield return Good("ping and pong", $"{opcode} between fragments", [.. Frame(Opcode.Text, [.. "a"u8], final: false), .. Frame(opcode, [.. "x"u8]), .. Frame(Opcode.Continuation, [.. "b"u8])]);
            yield return Good("ping and pong", $"{opcode} between the bytes of a character", [.. Frame(Opcode.Text, [0xE2], final: false), .. Frame(opcode, [0xFF]), .. Frame(Opcode.Continuation, [0x82, 0xAC])]);
            yield return Bad("ping and pong", $"{opcode} that goes on, between fragments", [.. Frame(Opcode.Text, [.. "a"u8], final: false), .. Frame(opcode, [], final: false)]);
        }
    }

    private static IEnumerable<HostileFraming> Fragments()
    {
        foreach (var opcode in new[] { Opcode.Text, Opcode.Binary })
        {
            yield return Good("fragmentation", $"{opcode} in two", [.. Frame(opcode, [.. "a"u8], final: false), .. Frame(Opcode.Continuation, [.. "b"u8])]);
            yield return Good("fragmentation", $"{opcode} in two empty ones", [.. Frame(opcode, [], final: false), .. Frame(Opcode.Continuation, [])]);
            yield return Good("fragmentation", $"{opcode} in a hundred", [.. Frame(opcode, [.. "a"u8], final: false), .. Enumerable.Range(0, 98).SelectMany(_ => Frame(Opcode.Continuation, [.. "b"u8], final: false)), .. Frame(Opcode.Continuation, [.. "c"u8])]);
            yield return Good("fragmentation", $"{opcode} in a hundred that are empty but one", [.. Frame(opcode, [], final: false), .. Enumerable.Range(0, 98).SelectMany(_ => Frame(Opcode.Continuation, [], final: false)), .. Frame(Opcode.Continuation, [.. "c"u8])]);
            foreach (var second in new[] { Opcode.Text, Opcode.Binary })
            {
                yield return Bad("fragmentation", $"{second} within {opcode}", [.. Frame(opcode, [.. "a"u8], final: false), .. Frame(second, [.. "b"u8])]);
                yield return Bad("fragmentation", $"{second} that goes on within {opcode}", [.. Frame(opcode, [.. "a"u8], final: false), .. Frame(second, [], final: false)]);
                yield return Bad("fragmentation", $"{second} behind a fragment and a ping within {opcode}", [.. Frame(opcode, [], final: false), .. Frame(Opcode.Ping, []), .. Frame(second, [])]);
            }

            yield return Bad("fragmentation", $"a continuation behind a whole {opcode}", [.. Frame(opcode, [.. "a"u8]), .. Frame(Opcode.Continuation, [.. "b"u8])]);
            yield return Bad("fragmentation", $"a continuation behind {opcode} in two", [.. Frame(opcode, [], final: false), .. Frame(Opcode.Continuation, []), .. Frame(Opcode.Continuation, [])]);
        }

        yield return Bad("fragmentation", "a continuation of nothing", Frame(Opcode.Continuation, [.. "a"u8]));
        yield return Bad("fragmentation", "an empty continuation of nothing", Frame(Opcode.Continuation, []));
        yield return Bad("fragmentation", "a continuation of nothing that goes on", Frame(Opcode.Continuation, [], final: false));
        yield return Bad("fragmentation", "a continuation behind a ping", [.. Frame(Opcode.Ping, []), .. Frame(Opcode.Continuation, [])]);
    }

    private static IEnumerable<HostileFraming> Texts()
    {
        foreach (var text in new[] { "", "a", "é", "€", "𝄞", "\u0000", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\ufffe", "\uffff", "\U00010000", "\U0010ffff", "κόσμε", "\ufeffa" })
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            yield return Good("UTF-8", $"text {Convert.ToHexString(bytes)}", Frame(Opcode.Text, bytes));
            if (bytes.Length > 1)
                yield return Good("UTF-8", $"text {Convert.ToHexString(bytes)} in single bytes", InSingleBytes(bytes));
        }

        yield return Good("UTF-8", "bytes that are no text", Frame(Opcode.Binary, [0xFF, 0xC0, 0x80]));
        yield return Good("UTF-8", "bytes that are no text in two", [.. Frame(Opcode.Binary, [0xFF], final: false), .. Frame(Opcode.Continuation, [0xC0])]);
    }

    private static IEnumerable<HostileFraming> BadTexts()
    {
        string[] broken =
        [
            "80", "BF", "C0", "C1", "F5", "FE", "FF", "C080", "C1BF", "C0AF", "E08080", "E09FBF", "F0808080", "F08FBFBF", "EDA080", "EDAFBF", "EDB080", "EDBFBF", "EDA080EDB080",
            "F4908080", "F5808080", "F8888080AF", "FC8480808080", "61C3", "61E2", "61E282", "61F09F98", "C328", "E22882", "E28228", "F0288C28", "F0908C", "808080", "C3C3", "61FF61",
        ];
        foreach (var hex in broken)
        {
            var bytes = Convert.FromHexString(hex);
            yield return new("UTF-8", $"no text {hex}", Frame(Opcode.Text, bytes), InvalidPayload);
            yield return new("UTF-8", $"no text {hex} in single bytes", InSingleBytes(bytes), InvalidPayload);
        }

        yield return new("UTF-8", "no text in a first fragment, known before its end", Frame(Opcode.Text, [0xFF], final: false), InvalidPayload);
        yield return new("UTF-8", "no text behind much that is", Frame(Opcode.Text, [.. Enumerable.Repeat((byte)'a', 3000), 0xFF]), InvalidPayload);
        yield return new("UTF-8", "no text far before the end", Frame(Opcode.Text, [.. "a"u8, 0xFF, .. Enumerable.Repeat((byte)'a', 3000)]), InvalidPayload);
    }

    private static IEnumerable<HostileFraming> Closes()
    {
        yield return new("closing", "without a code", Frame(Opcode.Close, []), NoCode);
        yield return Bad("closing", "one byte", Frame(Opcode.Close, [3]));
        foreach (var code in new[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
            yield return new("closing", $"{code}", Close(code), code);
        foreach (var code in new[] { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 })
            yield return Bad("closing", $"{code}", Close(code));
        yield return new("closing", "with a reason", Close(Normal, [.. "good bye"u8]), Normal);
        yield return new("closing", "with the longest reason", Close(Normal, new byte[123]), Normal);
        yield return Bad("closing", "with a longer reason", Close(Normal, new byte[124]));
        foreach (var hex in new[] { "FF", "C080", "EDA080", "61E282", "F4908080" })
            yield return new("closing", $"with the reason {hex}", Close(Normal, Convert.FromHexString(hex)), InvalidPayload);
        yield return Bad("closing", "that goes on", Frame(Opcode.Close, [3, 0xE8], final: false));
        yield return new("closing", "within a message", [.. Frame(Opcode.Text, [.. "a"u8], final: false), .. Close(1001)], 1001);
        yield return new("closing", "twice", [.. Close(1001), .. Close(4000)], 1001);
        yield return new("closing", "with rubbish behind it", [.. Close(1001), 0xFF, 0xFF, 0xFF, 0xFF], 1001);
        yield return new("closing", "with a message behind it", [.. Close(1001), .. Frame(Opcode.Text, [0xFF])], 1001);
    }

    private static HostileFraming Bad(string group, string name, byte[] bytes) => new(group, name, bytes, ProtocolError);

    private static HostileFraming Good(string group, string name, byte[] bytes) => new(group, name, [.. bytes, .. Close(Normal)], Normal);

    private static byte[] Close(int code, byte[]? reason = null) => Frame(Opcode.Close, [(byte)(code >> 8), (byte)code, .. reason ?? []]);

    private static byte[] Frame(Opcode opcode, byte[] payload, bool final = true) => new RawFrame(opcode, payload, final).Encode(Mask);

    private static byte[] InSingleBytes(byte[] text) =>
        [.. text.SelectMany((one, at) => Frame(at == 0 ? Opcode.Text : Opcode.Continuation, [one], final: at == text.Length - 1))];
}
