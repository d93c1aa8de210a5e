using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.Documents;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>.NET programs that edit one document on a real server.</summary>
public sealed class SharedDocumentTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(HubEncoding.Json, HubEncoding.MessagePack)]
    [InlineData(HubEncoding.MessagePack, HubEncoding.Json)]
    public async Task Edit_ByTwoClients_BothHaveAll(HubEncoding ofAnn, HubEncoding ofBob)
    {
        await using var ann = await Writer.ComeAsync(fixture.Server.HubAddress, "Ann", ofAnn);
        await using var bob = await Writer.ComeAsync(fixture.Server.HubAddress, "Bob", ofBob);
        var id = await ann.CreateAsync(DocumentVisibility.Public);
        await using var a = await ann.Documents.OpenDocumentAsync(id);
        await using var b = await bob.Documents.OpenDocumentAsync(id);
        var changes = new Recorder<SharedDocumentChange>();
        b.Changed += (_, change) => changes.Add(change);

        a.Edit(document => document.GetText("content").Insert(0, "Hello "));
        await a.SaveAsync();
        Assert.Equal(new SharedDocumentStatus(SharedDocumentState.Saved, 0), a.Status);
        await changes.FirstAsync(change => !change.IsLocal);
        b.Edit(document => document.GetText("content").Insert(6, "world"));
        b.Edit(document => document.GetMap("facts").Set("n", 1));
        await b.SaveAsync();
        await EqualAsync(a, b);

        Assert.Equal(("Hello world", "Title", DocumentRole.Owner), (a.ReadText(), a.Info.Title, a.Info.Role));
        Assert.Equal("Hello world", (await bob.Documents.ReadTextAsync(id, "content")).Text);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ann.Documents.OpenDocumentAsync(id));
    }

    [Fact]
    public async Task Edit_WhileTheServerIsKilled_IsKeptAndSentAfterwards()
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.File("data") };
        var server = await ServerProcess.StartAsync(settings);
        try
        {
            await using var ann = await Writer.ComeAsync(server.HubAddress, "Ann");
            await using var bob = await Writer.ComeAsync(server.HubAddress, "Bob", HubEncoding.MessagePack);
            var id = await ann.CreateAsync(DocumentVisibility.Public);
            await using var a = await ann.Documents.OpenDocumentAsync(id);
            await using var b = await bob.Documents.OpenDocumentAsync(id);
            a.Edit(document => document.GetText("content").Insert(0, "start"));
            await UntilAsync(b, text => text == "start");
            await a.SaveAsync();
            var port = server.Address.Port;
            var offline = new Recorder<SharedDocumentStatus>();
            a.StatusChanged += (_, status) => offline.Add(status);

            await server.KillAsync();
            await server.DisposeAsync();
            await offline.FirstAsync(status => status.State == SharedDocumentState.Offline);
            for (var i = 0; i < 100; i++)
            {
                a.Edit(document => document.GetText("content").Insert(0, "a"));
                b.Edit(document => document.GetText("content").Insert(document.GetText("content").Length, "b"));
            }

            Assert.Equal(new SharedDocumentStatus(SharedDocumentState.Offline, 100), a.Status);
            server = await ServerProcess.StartAsync(settings with { Port = port });
            await Task.WhenAll(a.SaveAsync(), b.SaveAsync()).Within();
            await EqualAsync(a, b);

            var text = a.ReadText();
            Assert.Equal((205, 100, 100), (text.Length, text.Count(c => c == 'b'), text.TakeWhile(c => c == 'a').Count()));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Edit_AsReaderThenEditorThenNobody_SaysWhatIsSo()
    {
        await using var ann = await Writer.ComeAsync(fixture.Server.HubAddress, "Ann");
        await using var bob = await Writer.ComeAsync(fixture.Server.HubAddress, "Bob");
        var id = await ann.CreateAsync(DocumentVisibility.Private);
        var refused = await Assert.ThrowsAsync<HubCallException>(() => bob.Documents.OpenDocumentAsync(id));
        Assert.Equal((ErrorCode.PermissionDenied, "no_entry"), (refused.Code, refused.Details?.Reason));

        await ann.Documents.ShareDocumentAsync(id, bob.UserId, DocumentRole.Reader);
        await using var a = await ann.Documents.OpenDocumentAsync(id);
        await using var b = await bob.Documents.OpenDocumentAsync(id);
        var statuses = new Recorder<SharedDocumentStatus>();
        b.StatusChanged += (_, status) => statuses.Add(status);
        Assert.Equal(DocumentAccess.Read, b.Access);
        b.Edit(document => document.GetText("content").Insert(0, "let me"));
        var readOnly = await Assert.ThrowsAsync<HubCallException>(() => b.SaveAsync().Within());
        Assert.Equal("role_too_low", readOnly.Details?.Reason);
        a.Edit(document => document.GetText("content").Insert(0, "listen"));
        await UntilAsync(b, text => text.Contains("listen", StringComparison.Ordinal));

        await ann.Documents.ShareDocumentAsync(id, bob.UserId, DocumentRole.Editor);
        b.Reopen();
        await b.SaveAsync().Within();
        await EqualAsync(a, b);

        await ann.Documents.ShareDocumentAsync(id, bob.UserId, DocumentRole.None);
        var last = await statuses.FirstAsync(status => status.State == SharedDocumentState.Refused && status.Pending == 0);
        Assert.Equal(ErrorCode.PermissionDenied, last.Refusal!.Code);
    }

    [Fact]
    public async Task Edit_ThreeMebibytes_ArriveInPieces()
    {
        await using var ann = await Writer.ComeAsync(fixture.Server.HubAddress, "Ann");
        await using var bob = await Writer.ComeAsync(fixture.Server.HubAddress, "Bob");
        var id = await ann.CreateAsync(DocumentVisibility.Public);
        await using var a = await ann.Documents.OpenDocumentAsync(id);

        for (var i = 0; i < 30; i++)
            a.Edit(document => document.GetText("content").Insert(0, new string('x', 100_000)));
        await a.SaveAsync().Within();

        await using var b = await bob.Documents.OpenDocumentAsync(id);
        Assert.Equal(3_000_000, b.ReadText().Length);
    }

    [Fact]
    public async Task Edit_TooLarge_IsRefusedByNameAndStaysInTheDocument()
    {
        await using var ann = await Writer.ComeAsync(fixture.Server.HubAddress, "Ann");
        await using var bob = await Writer.ComeAsync(fixture.Server.HubAddress, "Bob");
        var id = await ann.CreateAsync(DocumentVisibility.Public);
        await using var a = await ann.Documents.OpenDocumentAsync(id);
        await using var b = await bob.Documents.OpenDocumentAsync(id);

        a.Edit(document => document.GetText("content").Insert(0, new string('x', 1_100_000)));
        var refused = await Assert.ThrowsAsync<HubCallException>(() => a.SaveAsync().Within());
        Assert.Equal((ErrorCode.LimitExceeded, "update_limits"), (refused.Code, refused.Details?.Reason));
        Assert.Equal((SharedDocumentState.Refused, 1), (a.Status.State, a.Status.Pending));
        // Others are still heard.
        b.Edit(document => document.GetText("content").Insert(0, "short"));
        await UntilAsync(a, text => text.Contains("short", StringComparison.Ordinal));
    }

    private static Task EqualAsync(SharedDocument a, SharedDocument b) =>
        UntilAsync(b, _ => a.Read(document => document.EncodeStateAsUpdate()).AsSpan().SequenceEqual(b.Read(document => document.EncodeStateAsUpdate())), a);

    private static async Task UntilAsync(SharedDocument document, Func<string, bool> fits, params SharedDocument[] others)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, object change)
        {
            if (fits(document.ReadText()))
                met.TrySetResult();
        }

        foreach (var one in others.Append(document))
            one.Changed += Look;
        Look(null, document);
        await met.Task.Within();
    }
}
