using RealtimeHub.Documents;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Live;

public class LiveDocumentsTests
{
    [Fact]
    public async Task Sweep_NotInUseForATime_UnloadsAndTheNextUseLoads()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b");
        await rig.Hub("ada").PushAsync(typed[0]);

        await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));

        rig.Time.Advance(TimeSpan.FromSeconds(59));
        rig.Get<DocumentCompactor>().Sweep();
        Assert.Equal(1, rig.Get<LiveDocuments>().Count);
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        rig.Get<DocumentCompactor>().Sweep();
        Assert.Equal(0, rig.Get<LiveDocuments>().Count);

        await rig.Hub("ada").PushAsync(typed[1]);
        Assert.Equal("ab", await rig.TextAsync("bob"));
    }

    [Fact]
    public async Task PushUpdate_WhileUnloading_NothingIsLost()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:CompactAfterUpdates", "3"), ("Hub:Limits:PublishesPerSecond", "0"));
        await rig.DocumentAsync();
        var hub = rig.Hub("ada");
        using var stop = new CancellationTokenSource();
        var unloading = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                rig.Get<LiveDocuments>().UnloadIdle(TimeSpan.Zero, _ => true);
        });

        foreach (var update in DocumentRig.Typing(1, [.. Enumerable.Range(0, 200).Select(i => $"{i} ")]))
            await hub.PushAsync(update);
        await stop.CancelAsync();
        await unloading;
        await rig.MergedAsync();

        Assert.Equal(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i} ")), await rig.TextAsync("bob"));
    }

    // The model costs several times what reading does; a newcomer needs what is stored, and no more.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    [InlineData(true, 2)]
    public async Task Read_LoadedDocument_GivesWhatIsStoredWithoutAModel(bool hasSnapshot, int known)
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:CompactAfterUpdates", hasSnapshot ? "3" : "1000"));
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b", "c", "d", "e");
        foreach (var update in typed)
            await rig.Hub("ada").PushAsync(update);
        await rig.MergedAsync();
        var documents = rig.Get<LiveDocuments>();
        documents.UnloadIdle(TimeSpan.Zero, _ => true);
        var client = new YDoc();
        foreach (var update in typed.Take(known))
            client.ApplyUpdate(update.Span);

        var opened = await rig.Hub("bob").OpenAsync(known == 0 ? null : (ReadOnlyMemory<byte>?)client.GetStateVector().Encode());

        using (var lease = documents.TryOpenLoaded(DocumentRig.Id)!)
            Assert.False(lease.Document.IsModel);
        client.ApplyUpdate(opened.Update.Span);
        Assert.Equal("abcde", client.GetText("content").ToString());
        Assert.Equal(client.GetStateVector(), StateVector.Decode(opened.StateVector.Span));

        await rig.Hub("ada").PushAsync(DocumentRig.Typing(client, "f")[0]);
        Assert.Equal("abcdef", await rig.TextAsync("bob"));
    }
}
