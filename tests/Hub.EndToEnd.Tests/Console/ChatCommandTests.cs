using System.Collections.Concurrent;
using System.Threading.Channels;
using RealtimeHub.Console;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Console;

/// <summary>Two terminals that talk to one another.</summary>
public sealed class ChatCommandTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Chat_TwoTerminals_TalkEditAndSeeOneAnother()
    {
        var room = "room-" + Guid.NewGuid().ToString("N")[..8];
        await using var ann = new Screen(fixture.Server.Address, room, "Ann", "--create");
        await ann.Error.FirstAsync(line => line.Contains("Ann is here", StringComparison.Ordinal));
        await using var bob = new Screen(fixture.Server.Address, room, "Bob");
        await ann.Error.FirstAsync(line => line.Contains("Bob is here", StringComparison.Ordinal));

        ann.Type("hello @Bob");
        var heard = await bob.Out.FirstAsync(line => line.Contains("Ann: hello @Bob", StringComparison.Ordinal));
        var id = heard.Split(' ')[0];
        bob.Type($"/reply {id} hi Ann");
        await ann.Out.FirstAsync(line => line.Contains($"Bob (to {id}): hi Ann", StringComparison.Ordinal));
        bob.Type($"/react {id} 👍");
        await ann.Out.FirstAsync(line => line.Contains("[👍 1]", StringComparison.Ordinal));
        ann.Type($"/edit {id} good morning");
        await bob.Out.FirstAsync(line => line.Contains("Ann (edited): good morning", StringComparison.Ordinal));
        bob.Type($"/edit {id} not mine");
        await bob.Error.FirstAsync(line => line.Contains("permission_denied", StringComparison.Ordinal));
        ann.Type($"/delete {id}");
        await bob.Out.FirstAsync(line => line.Contains("(deleted)", StringComparison.Ordinal));
        bob.Type("/search hi");
        await bob.Error.FirstAsync(line => line.Contains("found 1", StringComparison.Ordinal));
        bob.Type("/who");
        await bob.Error.FirstAsync(line => line.Contains("2 members, 2 here", StringComparison.Ordinal));

        bob.Type("/quit");
        Assert.Equal(ExitCodes.Done, await bob.Exit.Within());
    }

    [Fact]
    public async Task Chat_HistoryAndEndOfInput_ShowsTheNewestAndEnds()
    {
        var room = "room-" + Guid.NewGuid().ToString("N")[..8];
        await using (var ann = new Screen(fixture.Server.Address, room, "Ann", "--create"))
        {
            foreach (var text in (string[])["one", "two", "three"])
                ann.Type(text);
            await ann.Out.CountAsync(3);
        }

        await using var bob = new Screen(fixture.Server.Address, room, "Bob", "--last", "2");
        bob.End();
        Assert.Equal(ExitCodes.Done, await bob.Exit.Within());
        Assert.Equal(["two", "three"], bob.Out.Items.Select(line => line[(line.LastIndexOf(' ') + 1)..]));
    }

    [Fact]
    public async Task Chat_KeysOnATerminal_OthersSeeTyping()
    {
        var room = "room-" + Guid.NewGuid().ToString("N")[..8];
        await using var ann = new Screen(fixture.Server.Address, room, "Ann", "--create");
        await ann.Error.FirstAsync(line => line.Contains("Ann is here", StringComparison.Ordinal));
        await using var bob = new Screen(fixture.Server.Address, room, keys: true, "Bob");
        await ann.Error.FirstAsync(line => line.Contains("Bob is here", StringComparison.Ordinal));

        bob.Press("hello Annn");
        await ann.Error.FirstAsync(line => line.Contains("Bob is typing", StringComparison.Ordinal));
        Assert.Empty(ann.Out.Items);
        bob.Press("\b, hi\r");
        await ann.Out.FirstAsync(line => line.Contains("Bob: hello Ann, hi", StringComparison.Ordinal));
        ann.Type("hello Bob");
        await bob.Out.FirstAsync(line => line.Contains("Ann: hello Bob", StringComparison.Ordinal));
        bob.Press("/quit\r");
        Assert.Equal(ExitCodes.Done, await bob.Exit.Within());
    }

    [Fact]
    public async Task Chat_ServerAwayForLongerThanACallMayTake_PostsWhatWasWrittenMeanwhileOnce()
    {
        using var data = new TempFolder();
        var settings = new ServerSettings { DataPath = data.File("data"), Port = FreePort.Find() };
        var first = await ServerProcess.StartAsync(settings);
        await using var ann = new Screen(first.Address, "tea", "Ann", "--create", "--timeout", "5");
        await ann.Error.FirstAsync(line => line.Contains("Ann is here", StringComparison.Ordinal));
        await first.KillAsync();
        await first.DisposeAsync();
        await ann.Error.FirstAsync(line => line.Contains("connection lost", StringComparison.Ordinal));
        ann.Type("one");
        ann.Type("two");
        await ann.Error.UntilAsync(lines => lines.Count(line => line.Contains("the message is sent when there is one again", StringComparison.Ordinal)) == 2);
        // Attempts that fail come again and again: the first of them after more time than a call may take.
        var written = TimeProvider.System.GetTimestamp();
        await ann.Error.UntilAsync(_ => TimeProvider.System.GetElapsedTime(written) > TimeSpan.FromSeconds(6));

        await using var second = await ServerProcess.StartAsync(settings);
        await ann.Out.CountAsync(2);
        ann.Type("/older");
        await ann.Error.FirstAsync(line => line.Contains("beginning of the room", StringComparison.Ordinal));
        Assert.Equal(["one", "two"], ann.Out.Items.Select(line => line[(line.LastIndexOf(' ') + 1)..]));
        Assert.DoesNotContain(ann.Error.Items, line => line.Contains("not answered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chat_LeftWithoutAConnection_ShowsWhatWasNotSent()
    {
        await using var proxy = CuttingProxy.Start(fixture.Server.Address);
        using var interrupted = new CancellationTokenSource();
        await using var ann = new Screen(proxy.Address, "room-" + Guid.NewGuid().ToString("N")[..8], "Ann", interrupted.Token, "--create");
        await ann.Error.FirstAsync(line => line.Contains("Ann is here", StringComparison.Ordinal));
        proxy.RefusesConnections = true;
        proxy.CutAll();
        await ann.Error.FirstAsync(line => line.Contains("connection lost", StringComparison.Ordinal));
        ann.Type("keep this");
        await ann.Error.FirstAsync(line => line.Contains("is sent when there is one again", StringComparison.Ordinal));
        await interrupted.CancelAsync();
        Assert.Equal(ExitCodes.Done, await ann.Exit.Within());
        Assert.Contains(ann.Error.Items, line => line.EndsWith("not sent, or without an answer: keep this", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chat_MessageRefused_IsShownWithItsTextAndOfferedAgain()
    {
        var room = "room-" + Guid.NewGuid().ToString("N")[..8];
        await using var ann = new Screen(fixture.Server.Address, room, "Ann", "--create");
        await ann.Error.FirstAsync(line => line.Contains("Ann is here", StringComparison.Ordinal));
        await using var bob = new Screen(fixture.Server.Address, room, "Bob");
        await ann.Error.FirstAsync(line => line.Contains("Bob is here", StringComparison.Ordinal));
        bob.Type("/who");
        var userId = (await bob.Error.FirstAsync(line => line.Contains("  Bob  ", StringComparison.Ordinal))).Split("  ", StringSplitOptions.RemoveEmptyEntries)[^2];
        ann.Type("/mute " + userId);
        ann.Type("quiet");
        await bob.Out.FirstAsync(line => line.EndsWith("quiet", StringComparison.Ordinal));
        bob.Type("but I must say");
        await bob.Error.FirstAsync(line => line.Contains("not sent: but I must say (/retry sends it again)", StringComparison.Ordinal));
        bob.Type("/retry");
        await bob.Error.UntilAsync(lines => lines.Count(line => line.Contains("not sent: but I must say", StringComparison.Ordinal)) == 2);
    }

    [Fact]
    public async Task Chat_RoomThatIsNotThere_IsRefused()
    {
        await using var ann = new Screen(fixture.Server.Address, "room-nowhere", "Ann");
        Assert.Equal(ExitCodes.Refused, await ann.Exit.Within());
        await ann.Error.FirstAsync(line => line.Contains("permission_denied", StringComparison.Ordinal));
    }

    /// <summary>The program in this process, with a keyboard and two outputs of the test's.</summary>
    private sealed class Screen : IAsyncDisposable
    {
        private readonly TypedLines keyboard = new();
        private readonly BlockingCollection<ConsoleKeyInfo> pressed = [];

        public Screen(Uri server, string room, string guest, params string[] more)
            : this(server, room, keys: false, guest, more)
        {
        }

        public Screen(Uri server, string room, bool keys, string guest, params string[] more)
            : this(server, room, keys, guest, more, CancellationToken.None)
        {
        }

        public Screen(Uri server, string room, string guest, CancellationToken interrupted, params string[] more)
            : this(server, room, keys: false, guest, more, interrupted)
        {
        }

        private Screen(Uri server, string room, bool keys, string guest, string[] more, CancellationToken interrupted)
        {
            var terminal = new Terminal(keyboard, new Lines(Out), new Lines(Error), IsInteractive: keys) { ReadKey = keys ? pressed.Take : null };
            Exit = Rthub.RunAsync(["chat", room, "--guest", guest, "--url", server.ToString(), .. more], terminal, interrupted);
        }

        public Recorder<string> Out { get; } = new();

        public Recorder<string> Error { get; } = new();

        public Task<int> Exit { get; }

        public void Type(string line) => keyboard.Type(line);

        public void Press(string keys)
        {
            foreach (var key in keys)
                pressed.Add(new ConsoleKeyInfo(key, key switch { '\r' => ConsoleKey.Enter, '\b' => ConsoleKey.Backspace, _ => ConsoleKey.None }, false, false, false));
        }

        public void End()
        {
            keyboard.Type(null);
            pressed.Add(new ConsoleKeyInfo('\u0004', ConsoleKey.D, false, false, true));
        }

        public async ValueTask DisposeAsync()
        {
            End();
            await Exit.Within();
        }
    }

    private sealed class TypedLines : TextReader
    {
        private readonly Channel<string?> lines = Channel.CreateUnbounded<string?>();

        public void Type(string? line) => lines.Writer.TryWrite(line);

        public override string? ReadLine() => lines.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();
    }

    private sealed class Lines(Recorder<string> seen) : StringWriter
    {
        public override void WriteLine(string? value) => seen.Add(value ?? "");
    }
}
