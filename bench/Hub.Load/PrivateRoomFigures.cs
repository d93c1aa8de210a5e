using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>
/// Whether the time of an answer tells a stranger that a private room exists: the same calls, one at a time, for a private room of
/// others and for rooms that nobody made, in a random order that is the same in each run.
/// </summary>
internal sealed class PrivateRoomFigures : IDisposable
{
    private const int Messages = 500;
    private const int Members = 20;
    private const int WarmUp = 1_500;

    private static readonly string[] OneCallAfterAnother =
        ["--Hub:Limits:FramesPerSecond", "0", "--Hub:Limits:SubscribesPerSecond", "0", "--Hub:Limits:HistoryReadsPerSecond", "0"];

    private static readonly (string Method, Func<string, string> Argument)[] Calls =
    [
        ("GetRoom", room => $$"""{"room":"{{room}}"}"""),
        ("JoinRoom", room => $$"""{"room":"{{room}}"}"""),
        ("GetMessages", room => $$"""{"room":"{{room}}","limit":50}"""),
        ("PostMessage", room => $$"""{"room":"{{room}}","text":"hello there"}"""),
        ("SearchMessages", room => $$"""{"room":"{{room}}","query":"hello"}"""),
        ("ListRestrictions", room => $$"""{"room":"{{room}}"}"""),
        ("Subscribe", room => $$"""{"channel":"chat:{{room}}"}"""),
    ];

    private readonly byte[] buffer = new byte[256 * 1024];
    private readonly LoadConnection owner;
    private readonly LoadConnection stranger;
    private int waiting;
    private string? refused;

    private PrivateRoomFigures(ServerProcess server)
    {
        owner = Open(server, 0);
        stranger = Open(server, 1);
        Take(owner, "CreateRoom", """{"room":"room-0","title":"Load","visibility":"private"}""");
        for (var member = 0; member < Members; member++)
            Take(owner, "InviteMember", $$"""{"room":"room-0","userId":"{{Invitee(server, 2 + member)}}"}""");
        for (var message = 0; message < Messages; message++)
            Take(owner, "PostMessage", """{"room":"room-0","text":"hello to all members"}""");
    }

    /// <summary>Measures on a server of its own.</summary>
    public static async Task<string> MeasureAsync(Target target, int core, int samples)
    {
        using var server = await ServerProcess.StartAsync(target with { Arguments = [.. target.Arguments, .. OneCallAfterAnother] }, Placement.One(core));
        using var figures = new PrivateRoomFigures(server);
        var text = new StringBuilder("| call | answer | private: p25, median, p75 µs | missing: p25, median, p75 µs | difference of the medians |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (method, argument) in Calls)
            figures.Measure(text, method, argument, samples);
        return text.ToString();
    }

    public void Dispose()
    {
        owner.Dispose();
        stranger.Dispose();
    }

    private void Measure(StringBuilder text, string method, Func<string, string> argument, int samples)
    {
        var random = new Random(1);
        var times = (Private: new List<double>(samples), Missing: new List<double>(samples));
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (var i = -WarmUp; i < 2 * samples; i++)
        {
            var isPrivate = random.Next(2) == 0;
            var message = Target.Invocation(method, argument(isPrivate ? "room-0" : "room-" + random.Next(1, 10)), 1);
            refused = null;
            waiting = 1;
            var start = Stopwatch.GetTimestamp();
            stranger.Send(message);
            Settle(stranger);
            var took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            words.Add(refused ?? "taken");
            if (i >= 0)
                (isPrivate ? times.Private : times.Missing).Add(took);
        }

        times.Private.Sort();
        times.Missing.Sort();
        var difference = Quantile(times.Private, 0.5) / Quantile(times.Missing, 0.5) - 1;
        text.Append(CultureInfo.InvariantCulture, $"| {method} | {string.Join("; ", words.Order(StringComparer.Ordinal))} | {Quartiles(times.Private)} | {Quartiles(times.Missing)} | {100 * difference:+0.0;-0.0} % |\n");
    }

    private static string Quartiles(List<double> sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"{Quantile(sorted, 0.25):0.0}, {Quantile(sorted, 0.5):0.0}, {Quantile(sorted, 0.75):0.0}");

    private static double Quantile(List<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];

    // Only who has used chat is known there.
    private string Invitee(ServerProcess server, int number)
    {
        var (token, userId) = Guests.Enter(server.Address, number);
        using var member = LoadConnection.Open(server.Address, number, OnMessage, token);
        member.Socket.Blocking = true;
        Take(member, "ListRooms", "{}");
        return userId;
    }

    private LoadConnection Open(ServerProcess server, int number)
    {
        var connection = LoadConnection.Open(server.Address, number, OnMessage, Guests.Token(server.Address, number));
        connection.Socket.Blocking = true;
        return connection;
    }

    private void Take(LoadConnection connection, string method, string argument)
    {
        waiting = 1;
        refused = null;
        connection.Send(Target.Invocation(method, argument, 1));
        Settle(connection);
        if (refused is not null)
            throw new IOException($"{method} was refused: {refused}");
    }

    private void Settle(LoadConnection connection)
    {
        while (waiting > 0)
            connection.ReceiveSome(buffer);
    }

    private void OnMessage(LoadConnection connection, ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("""{"type":3"""u8))
            return;
        if (message.IndexOf("\"error\":\""u8) is var at and >= 0)
        {
            // The code, without the room's name.
            var error = Encoding.UTF8.GetString(message[(at + 9)..]);
            refused = error.Split(':', 3) is [_, var code, _] ? code.Trim() : error;
        }

        waiting--;
    }
}
