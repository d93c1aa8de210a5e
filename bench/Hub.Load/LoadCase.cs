using System.Net;

namespace RealtimeHub.Load;

/// <summary>One kind of load.</summary>
/// <param name="Name">What it is called on the command line and in the results.</param>
/// <param name="Channels">How many channels; publishing goes round them.</param>
/// <param name="Subscribers">Subscribers of each channel, each a connection of its own.</param>
/// <param name="PayloadBytes">The size of the published value.</param>
/// <param name="InFlight">How many publishes are on their way at any time, each by a publisher of its own; one ends when every subscriber has it.</param>
/// <param name="PerSecond">Publishes a second at a steady pace instead; 0 means as fast as <paramref name="InFlight"/> allows.</param>
/// <param name="Chat">Whether the channels are rooms and everyone a member, where the server has rooms.</param>
/// <param name="Addresses">How many of this machine's addresses the connections come from in turns, for servers that count by address; 0 leaves it to the system.</param>
internal sealed record LoadCase(string Name, int Channels, int Subscribers, int PayloadBytes, int InFlight, int PerSecond = 0, bool Chat = false, int Addresses = 0)
{
    public static IReadOnlyList<LoadCase> All { get; } =
    [
        new("1000-16", 1, 1000, 128, 16),
        new("1000-1", 1, 1000, 128, 1),
        new("1000-paced", 1, 1000, 128, 1, 100),
        new("1000-paced-20", 1, 1000, 128, 1, 20),
        new("1000-1k-16", 1, 1000, 1024, 16),
        new("100x10-16", 100, 10, 128, 16),
        new("5000-16", 1, 5000, 128, 16),
        new("chat-1000", 1, 1000, 128, 1, 50, Chat: true),
    ];

    public int Connections => Channels * Subscribers;

    /// <summary>Where a connection comes from; null leaves it to the system.</summary>
    public IPAddress? AddressOf(int connection) => Addresses == 0 ? null : new IPAddress([127, 0, 1, (byte)(1 + (connection % Addresses))]);

    public string Describe() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{(Channels == 1 ? "" : $"{Channels} channels × ")}{Subscribers} subscribers, {PayloadBytes} bytes, {(PerSecond > 0 ? $"{PerSecond} publishes/s" : $"{InFlight} in flight")}");
}
