using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>A .NET program and npm's y-websocket provider in one document: each sees the other's name and cursor.</summary>
public sealed class SharedAwarenessTests
{
    [Theory]
    [InlineData(HubEncoding.Json)]
    [InlineData(HubEncoding.MessagePack)]
    public async Task SetCursor_BesideAProviderOfYWebsocketAndOverAKill_EachSeesTheOther(HubEncoding encoding)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.File("data") };
        var server = await ServerProcess.StartAsync(settings);
        try
        {
            await using var ann = await Writer.ComeAsync(server.HubAddress, "Ann", encoding);
            var id = await ann.CreateAsync(DocumentVisibility.Public);
            await using var document = await ann.Documents.OpenDocumentAsync(id);
            var peers = PeersOf(document);
            document.Edit(one => one.GetText("content").Insert(0, "Hello 🌍"));
            await document.SaveAsync();
            document.Awareness.SetName("Ann");
            document.SetCursor(6, 0);
            await using var bob = await NodeScript.StartAsync(Repository.PathOf("tests/interop/awareness.mjs"), [server.Address.ToString(), id]);

            await SeesAsync(bob, "Ann", 6, 0);
            await peers.FirstAsync(seen => seen is [("Bob", 2, 8)]);

            // Cursors stay with what is around them.
            document.Edit(one => one.GetText("content").Insert(0, "> "));
            await SeesAsync(bob, "Ann", 8, 2);
            Assert.Equal(new DocumentCursor(4, 10), document.CursorOf(Assert.Single(document.Awareness.Peers)));
            Assert.Null(document.CursorOf(document.Awareness.Peers[0], "other"));

            peers = PeersOf(document);
            var port = server.Address.Port;
            await server.KillAsync();
            await peers.FirstAsync(seen => seen.Length == 0);
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(settings with { Port = port });
            await peers.FirstAsync(seen => seen is [("Bob", 4, 10)]);
            document.SetCursor(1, 1);
            await SeesAsync(bob, "Ann", 1, 1);

            peers = PeersOf(document);
            bob.Send(ProcessSignal.Terminate);
            await peers.FirstAsync(seen => seen.Length == 0);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Dispose_BesideAProvider_IsGoneForOthersAtOnce()
    {
        await using var server = await ServerProcess.StartAsync(new ServerSettings());
        await using var ann = await Writer.ComeAsync(server.HubAddress, "Ann");
        var id = await ann.CreateAsync(DocumentVisibility.Public);
        await using var bob = await NodeScript.StartAsync(Repository.PathOf("tests/interop/awareness.mjs"), [server.Address.ToString(), id]);
        await using (var document = await ann.Documents.OpenDocumentAsync(id))
        {
            document.Awareness.SetName("Ann");
            await bob.FirstAsync(message => message.GetProperty("others").GetArrayLength() == 1);
        }

        await bob.Messages.UntilAsync(seen => seen is [.., var last] && last.GetProperty("others").GetArrayLength() == 0);
    }

    [Fact]
    public async Task Set_MoreThanTheServerTakes_IsRefusedByNameAndALesserStateIsTakenAfterwards()
    {
        await using var server = await ServerProcess.StartAsync(new ServerSettings());
        await using var ann = await Writer.ComeAsync(server.HubAddress, "Ann");
        await using var bob = await Writer.ComeAsync(server.HubAddress, "Bob", HubEncoding.MessagePack);
        var id = await ann.CreateAsync(DocumentVisibility.Public);
        await using var a = await ann.Documents.OpenDocumentAsync(id);
        await using var b = await bob.Documents.OpenDocumentAsync(id);
        var refused = new Recorder<HubCallException>();
        a.Awareness.Refused += (_, refusal) => refused.Add(refusal);
        var peers = PeersOf(b);

        a.Awareness.Set("note", JsonSerializer.SerializeToElement(new string('x', 9_000)));
        Assert.Equal((ErrorCode.LimitExceeded, "update_limits"), await refused.FirstAsync(_ => true) is var refusal ? (refusal.Code, refusal.Details?.Reason) : default);
        a.Awareness.Set("note", null);
        for (var i = 0; i < 50; i++)
            a.Awareness.SetName($"Ann {i}");
        await peers.FirstAsync(seen => seen is [("Ann 49", _, _)]);

        // Sent at most 10 times a second: of what was set at once most was never sent.
        Assert.InRange(peers.Count, 1, 10);
        a.Awareness.Set("user", null);
        await peers.FirstAsync(seen => seen.Length == 0);
    }

    private static Recorder<(string? Name, int? Anchor, int? Head)[]> PeersOf(SharedDocument document)
    {
        var peers = new Recorder<(string? Name, int? Anchor, int? Head)[]>();
        void Look(object? sender, EventArgs arguments) =>
            peers.Add([.. document.Awareness.Peers.Select(peer => (peer.Name, document.CursorOf(peer)?.Anchor, document.CursorOf(peer)?.Head))]);
        document.Awareness.Changed += Look;
        Look(null, EventArgs.Empty);
        return peers;
    }

    private static Task<JsonElement> SeesAsync(NodeScript script, string name, int anchor, int head) => script.FirstAsync(message =>
        message.GetProperty("others").EnumerateArray().Any(other =>
            other.GetProperty("name").GetString() == name
            && other.TryGetProperty("anchor", out var at) && at.ValueKind == JsonValueKind.Number && at.GetInt32() == anchor
            && other.GetProperty("head").GetInt32() == head));
}
