using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>A server under load and what it must be told. Both speak SignalR's JSON protocol.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Assembly">The server's dll.</param>
/// <param name="Arguments">What it is started with, the address aside.</param>
internal sealed record Target(string Name, string Assembly, IReadOnlyList<string> Arguments)
{
    /// <summary>A message that joins a channel, with the record separator.</summary>
    public static byte[] Subscribe(string channel) => Invocation("Subscribe", $$"""{"channel":"{{channel}}"}""", 0);

    /// <summary>A message that publishes number <paramref name="sequence"/>.</summary>
    public static byte[] Publish(string channel, long sequence, string filling) => Invocation(
        "Publish",
        string.Create(CultureInfo.InvariantCulture, $$$"""{"channel":"{{{channel}}}","type":"load","data":{"seq":{{{sequence}}},"fill":"{{{filling}}}"}}"""),
        sequence);

    /// <summary>What fills a payload up to its size.</summary>
    public static string Filling(int payloadBytes) => new('x', Math.Max(0, payloadBytes - """{"seq":1234567,"fill":""}""".Length));

    private static byte[] Invocation(string method, string argument, long id)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        return [.. Encoding.UTF8.GetBytes(message), 0x1e];
    }
}
