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
}
