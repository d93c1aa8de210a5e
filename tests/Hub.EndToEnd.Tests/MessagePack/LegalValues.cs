using System.Text;
using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.MessagePack;

/// <summary>Values that may be published: the odd ones of each kind, and many made up of them; the same for the same seed.</summary>
internal static class LegalValues
{
    private static readonly string[] Scalars =
    [
        "null", "true", "false", "\"\"", "0", "-0", "-0.0", "-1", "127", "128", "255", "256", "-128", "-129", "65535", "65536", "-32769", "4294967296",
        "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "-9223372036854775809", "1e308", "-1.7976931348623157e308", "5e-324", "1e-400", "1E5", "1.0", "0.1", "123456789.123456789",
        "1234567890123456789012345678901234567890", "\"\\u0000\"", "\"\\u001e\"", "\"\\u2028\\u2029\"", "\"\\ud83d\\ude00\"", "\"😀 会議室 مرحبا\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\ufeff\"", "\"\\uffff\\ufffe\"", "\"\\u007f\\u0080\"", "\"__proto__\"", "\"constructor\"", "\"</script>\"", "\"2025-11-30T10:53:20Z\"",
    ];

    private static readonly string[] Keys =
    [
        "", " ", "a", "A", "0", "1", "-1", "constructor", "prototype", "toString", "hasOwnProperty", "__proto", "__PROTO__", "__defineGetter__", "then", "data", "type", "\\u0000",
        "\\u001e", "\\n", "😀", "会議室", "é", "e\\u0301", "$ref", "$type", "length", "123456789012345678901234567890123456789012345678901234567890",
    ];

    public static IReadOnlyList<Payload> Make(int seed)
    {
        var random = new Random(seed);
        var texts = new List<string>(Scalars)
        {
            "{}", "[]", " [ 1 ,\r\n\t2 ] ", "{\r\"a\"\r:\r1\r}", "[1,\r2]",
            "{" + string.Join(',', Keys.Select((key, index) => $"\"{key}\":{index}")) + "}",
            new string('[', PayloadDelivery.MaxDepth) + new string(']', PayloadDelivery.MaxDepth),
            string.Concat(Enumerable.Repeat("{\"a\":", PayloadDelivery.MaxDepth)) + "1" + new string('}', PayloadDelivery.MaxDepth),
            "[" + string.Join(',', Enumerable.Range(0, 5000)) + "]",
            "{" + string.Join(',', Enumerable.Range(0, 3000).Select(n => $"\"k{n}\":{n}")) + "}",
            JsonSerializer.Serialize(new string('x', 60_000)),
        };
        for (var i = 0; i < 100; i++)
            texts.Add(Text(random, depth: 0));
        var values = texts.ConvertAll(Payload.FromJson);
        values.AddRange(texts.ConvertAll(text => Payload.FromJson(text).ToMessagePack()));

        // What only MessagePack has: bytes, floats of 32 bits, and widths that no number needs.
        foreach (var hex in new[] { "c403010203", "c5000100", "ca3dcccccd", "ca80000000", "cf0000000000000001", "d3ffffffffffffffff", "cfffffffffffffffff", "d96161" + string.Concat(Enumerable.Repeat("61", 96)), "dc000101", "de0001a16101", "82a162c400a161c0" })
            values.Add(new Payload(PayloadEncoding.MessagePack, Convert.FromHexString(hex)));
        return values;
    }

    private static string Text(Random random, int depth)
    {
        if (depth > 6 || random.Next(3) == 0)
            return Scalars[random.Next(Scalars.Length)];
        var count = random.Next(6);
        var text = new StringBuilder();
        var isList = random.Next(2) == 0;
        var keys = Keys.OrderBy(_ => random.Next()).Take(count).ToArray();
        text.Append(isList ? '[' : '{');
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(random.Next(5) == 0 ? " " : "");
            if (!isList)
                text.Append('"').Append(keys[i]).Append("\":");
            text.Append(Text(random, depth + 1));
        }

        return text.Append(isList ? ']' : '}').ToString();
    }
}
