using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>
/// What chat costs at rest: how long the newest messages of a long room take to come, and what rooms and messages take
/// of the server's memory. One connection posts with many calls on their way; the server answers them one by one.
/// </summary>
internal sealed class ChatFigures : IDisposable
{
    private const int LongRoom = 100_000;
    private const int Rooms = 10_000;
    private const int MessagesPerRoom = 100;
    private const int OnTheirWay = 256;
    private const int Openings = 21;
    private const int Newest = 50;

    private readonly ServerProcess server;
    private readonly byte[] buffer = new byte[256 * 1024];
    private readonly LoadConnection author;
    private readonly string filling = Target.Filling(128);
    private int waiting;

    private ChatFigures(ServerProcess server)
    {
        this.server = server;
        author = Open(0);
    }

    /// <summary>Measures on a server of its own.</summary>
    public static async Task<string> MeasureAsync(Target target, int core)
    {
        using var server = await ServerProcess.StartAsync(target, Placement.One(core));
        using var figures = new ChatFigures(server);
        var text = new StringBuilder("| what | measured |\n| --- | --- |\n");
        figures.LongRoomOf(text);
        figures.ManyRoomsOf(text);
        return text.ToString();
    }

    public void Dispose() => author.Dispose();

    private void LongRoomOf(StringBuilder text)
    {
        Ask(author, Target.CreateRoom("long"));
        Settle(0);
        var start = Stopwatch.GetTimestamp();
        for (var number = 1; number <= LongRoom; number++)
            Ask(author, Target.Post("long", number, filling));
        Settle(0);
        var elapsed = Stopwatch.GetElapsedTime(start);
        text.Append(CultureInfo.InvariantCulture, $"| posting {LongRoom:#,0} messages of 128 bytes into one room | {LongRoom / elapsed.TotalSeconds:#,0} a second |\n");

        var openings = Enumerable.Range(1, Openings).Select(OpenLongRoom).ToList();
        text.Append(CultureInfo.InvariantCulture, $"| opening it: the newest {Newest}, a new connection's first call | {openings[0]:0.0} ms the first time |\n");
        openings.Sort();
        text.Append(CultureInfo.InvariantCulture, $"| the same, {Openings} times | {openings[Openings / 2]:0.0} ({openings[0]:0.0}–{openings[^1]:0.0}) ms |\n");
    }

    private double OpenLongRoom(int number)
    {
        using var reader = Open(number);
        Ask(reader, Target.JoinRoom("long"));
        Settle(0, reader);
        var start = Stopwatch.GetTimestamp();
        Ask(reader, Target.GetMessages("long", Newest));
        Settle(0, reader);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private void ManyRoomsOf(StringBuilder text)
    {
        var before = server.ResidentBytes;
        for (var room = 0; room < Rooms; room++)
            Ask(author, Target.CreateRoom(Name(room)));
        Settle(0);
        var empty = server.ResidentBytes;
        for (var message = 0; message < MessagesPerRoom; message++)
        {
            for (var room = 0; room < Rooms; room++)
                Ask(author, Target.Post(Name(room), 1 + message, filling));
        }

        Settle(0);
        var full = server.ResidentBytes;
        text.Append(CultureInfo.InvariantCulture, $"| resident memory a room, of {Rooms:#,0} | {(empty - before) / (double)Rooms:#,0} bytes |\n");
        text.Append(CultureInfo.InvariantCulture, $"| resident memory a message, of {Rooms * MessagesPerRoom:#,0}, its log and state with the value of 128 bytes | {(full - empty) / (double)(Rooms * MessagesPerRoom):#,0} bytes |\n");
    }

    private static string Name(int room) => string.Create(CultureInfo.InvariantCulture, $"room-{room}");

    private LoadConnection Open(int number)
    {
        var connection = LoadConnection.Open(server.Address, number, OnMessage, Guests.Token(server.Address, number));
        connection.Socket.Blocking = true;
        return connection;
    }

    private void Ask(LoadConnection connection, byte[] message)
    {
        waiting++;
        connection.Send(message);
        Settle(OnTheirWay, connection);
    }

    private void Settle(int most) => Settle(most, author);

    private void Settle(int most, LoadConnection connection)
    {
        while (waiting > most)
            connection.ReceiveSome(buffer);
    }

    private void OnMessage(LoadConnection connection, ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("""{"type":3"""u8))
            return;
        if (message.IndexOf("\"error\":"u8) >= 0)
            throw new IOException("refused: " + Encoding.UTF8.GetString(message));
        waiting--;
    }
}
