using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Catalog;

public class DocumentStoreTests
{
    [Fact]
    public async Task Read_RecordThatIsKnown_ReadsNoValueAgain()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var store = rig.Get<DocumentStore>();
        var first = await store.ReadAsync(DocumentRig.Id, default);

        rig.TakeCalls();
        var second = await store.ReadAsync(DocumentRig.Id, default);

        Assert.Equal("0 values", rig.TakeCalls()[^1]);
        Assert.Same(first.Record, second.Record);
        Assert.Equal(first.Head, second.Head);
    }

    [Fact]
    public async Task Read_RecordThatAnotherNodeChangedOrDeleted_GivesItAsItIs()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var store = rig.Get<DocumentStore>();
        await store.ReadAsync(DocumentRig.Id, default);
        await using var other = rig.Restarted();

        await other.Hub("ada").RenameDocument(new RenameDocumentRequest(DocumentRig.Id, "Renamed"));
        Assert.Equal("Renamed", (await store.ReadAsync(DocumentRig.Id, default)).Record!.Title);
        await other.Hub("ada").DeleteDocument(new DeleteDocumentRequest(DocumentRig.Id));

        Assert.Null((await store.ReadAsync(DocumentRig.Id, default)).Record);
    }

    [Fact]
    public async Task Read_DocumentThatDoesNotExist_HasNoRecordAndNoHead()
    {
        await using var rig = await ChatRig.StartAsync();

        var snapshot = await rig.Get<DocumentStore>().ReadAsync("absent", default);

        Assert.Equal((null, 0), (snapshot.Record, snapshot.Head));
    }

    [Fact]
    public async Task ReadAsync_ChangedElsewhere_GivesTheDocumentAsItIsNow()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private);
        await using var other = rig.Restarted();
        var store = other.Get<DocumentStore>();
        Assert.Equal(DocumentRole.None, (await store.ReadAsync(DocumentRig.Id, default)).Record!.RoleOf("bob"));
        Assert.Null((await store.ReadAsync("later", default)).Record);

        await rig.Hub("ada").ShareDocument(new ShareDocumentRequest(DocumentRig.Id, "bob", DocumentRole.Editor));
        await rig.DocumentAsync(id: "later");
        Assert.Equal(DocumentRole.Editor, (await store.ReadAsync(DocumentRig.Id, default)).Record!.RoleOf("bob"));
        Assert.NotNull((await store.ReadAsync("later", default)).Record);

        await rig.Hub("ada").DeleteDocument(new DeleteDocumentRequest(DocumentRig.Id));
        Assert.Null((await store.ReadAsync(DocumentRig.Id, default)).Record);
    }

    [Fact]
    public async Task ReadAsync_MoreDocumentsThanAreKept_GivesEachRight()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Limits:NewChannelsPerSecond", "0"));
        for (var i = 0; i < 300; i++)
            await rig.DocumentAsync(id: $"d{i}");
        for (var i = 0; i < 300; i++)
            Assert.Equal($"The d{i}", (await rig.Get<DocumentStore>().ReadAsync($"d{i}", default)).Record!.Title);
    }
}
