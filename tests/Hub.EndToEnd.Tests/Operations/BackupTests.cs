using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>Backup, restore and upgrade by the commands of docs/operations.md.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly TempFolder folder = new();

    private string Data => folder.File("data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task BackupOfARunningServer_Restored_HasWhatWasStoredWhenItBegan()
    {
        await using var first = await ServerProcess.StartAsync(Settings);
        await PublishAsync(first, 1, 5);
        await RunAsync("rthub journal backup");
        var before = await PublishAsync(first, 6, 8);
        Assert.Equal(0, await first.StopAsync());

        await RunAsync("mv ");

        await using var second = await ServerProcess.StartAsync(Settings);
        await using var client = new HubClient(second.HubAddress);
        var page = await client.ReadHistoryAsync("topic:kept", after: 0).Within();
        Assert.Equal([1, 2, 3, 4, 5], page.Publications.Select(publication => publication.DataAs<int>()));
        Assert.NotEqual(before, page.Position.Epoch);
        Assert.True(Directory.Exists(Path.Combine(Data, "journal.before")));
    }

    [Fact]
    public async Task CopyOfAStoppedServer_InItsPlace_GoesOnWhereItWas()
    {
        await using var first = await ServerProcess.StartAsync(Settings);
        var before = await PublishAsync(first, 1, 5);
        Assert.Equal(0, await first.StopAsync());

        await RunAsync("cp -a ");
        Directory.Delete(Data, recursive: true);
        Directory.Move(folder.File("backups/realtimehub-stopped"), Data);

        await using var second = await ServerProcess.StartAsync(Settings);
        Assert.Equal(before, await PublishAsync(second, 6, 6));
    }

    private ServerSettings Settings => new() { DataPath = Data };

    private Task RunAsync(string beginning)
    {
        Directory.CreateDirectory(folder.File("backups"));
        return OperationsPage.RunAsync(beginning, folder.Path, Limit, (OperationsPage.Data, Data), (OperationsPage.Backups, folder.File("backups")));
    }

    /// <summary>Publishes numbers, each at its own offset, and gives the epoch.</summary>
    private static async Task<string> PublishAsync(ServerProcess server, int from, int to)
    {
        await using var client = new HubClient(server.HubAddress);
        var epoch = "";
        for (var number = from; number <= to; number++)
        {
            var position = (await client.PublishAsync("topic:kept", "number", number).Within()).Position;
            Assert.Equal(number, position.Offset);
            epoch = position.Epoch;
        }

        return epoch;
    }
}
