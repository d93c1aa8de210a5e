using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>A server under load and what it must be told. Both speak SignalR's JSON protocol.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Assembly">The server's dll.</param>
/// <param name="Arguments">What it is started with, the address aside.</param>
/// <param name="HasRooms">Whether it has chat rooms; a server without them broadcasts the same text to a group.</param>
/// <param name="OneThread">Whether it has one thread, to which a second core is of no use.</param>
internal sealed record Target(string Name, string Assembly, IReadOnlyList<string> Arguments, bool HasRooms = false, bool OneThread = false)
{
    /// <summary>A message that joins a channel, with the record separator.</summary>
    public static byte[] Subscribe(string channel) => Invocation("Subscribe", $$"""{"channel":"{{channel}}"}""", 0);

    /// <summary>A message that publishes number <paramref name="sequence"/>.</summary>
    public static byte[] Publish(string channel, long sequence, string filling) => Invocation(
        "Publish",
        string.Create(CultureInfo.InvariantCulture, $$$"""{"channel":"{{{channel}}}","type":"load","data":{"text":"seq={{{sequence}}};{{{filling}}}"}}"""),
        sequence);

    /// <summary>What fills a payload up to its size.</summary>
    public static string Filling(int payloadBytes) => new('x', Math.Max(0, payloadBytes - """{"text":"seq=1234567;"}""".Length));

    /// <summary>A message that makes a room.</summary>
    public static byte[] CreateRoom(string room) => Invocation("CreateRoom", $$"""{"room":"{{room}}","title":"Load","visibility":"public"}""", 0);

    /// <summary>A message that makes its sender a member.</summary>
    public static byte[] JoinRoom(string room) => Invocation("JoinRoom", $$"""{"room":"{{room}}"}""", 0);

    /// <summary>A message that posts number <paramref name="sequence"/>.</summary>
    public static byte[] Post(string room, long sequence, string filling) => Invocation(
        "PostMessage",
        string.Create(CultureInfo.InvariantCulture, $$"""{"room":"{{room}}","text":"seq={{sequence}};{{filling}}"}"""),
        sequence);

    /// <summary>A message that asks for the newest messages of a room.</summary>
    public static byte[] GetMessages(string room, int limit) =>
        Invocation("GetMessages", string.Create(CultureInfo.InvariantCulture, $$"""{"room":"{{room}}","limit":{{limit}}}"""), 0);

    /// <summary>A call that is not answered.</summary>
    public static byte[] Send(string method, string argument) =>
        [.. Encoding.UTF8.GetBytes($$"""{"type":1,"target":"{{method}}","arguments":[{{argument}}]}"""), 0x1e];

    /// <summary>A call.</summary>
    public static byte[] Invocation(string method, string argument, long id)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        return [.. Encoding.UTF8.GetBytes(message), 0x1e];
    }
}
