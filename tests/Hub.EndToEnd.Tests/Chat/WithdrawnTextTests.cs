using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

/// <summary>What was edited away or deleted is nowhere to be found, after compaction not even in the files.</summary>
public sealed class WithdrawnTextTests
{
    private const string Edited = "kept-under-another-text";
    private const string Before = "said-by-mistake";
    private const string Deleted = "never-to-be-seen-again";

    [Fact]
    public async Task Texts_EditedOrDeleted_AreInNoAnswerAndAfterCompactionInNoFile()
    {
        await using var server = await ChatServer.StartAsync(segmentBytes: 16 << 10);
        var name = await server.RoomAsync("bob");
        await using (var ada = await new ChatClient(server.Device("ada")).OpenRoomAsync(name).Within())
        {
            var edited = await ada.PostAsync(Before).Within();
            var deleted = await ada.PostAsync(Deleted).Within();
            Assert.True(server.HasStored(Before) && server.HasStored(Deleted));
            await ada.EditAsync(edited.MessageId, Edited).Within();
            await ada.DeleteAsync(deleted.MessageId).Within();

            // The segments that hold the old texts are left for new ones.
            for (var n = 0; n < 40; n++)
                await ada.PostAsync($"{n} {new string('x', 1_000)}").Within();
        }

        await AssertNowhereAsync(server, name);
        await server.RestartAsync();
        await server.Journal.CleanAsync().Within();
        await AssertNowhereAsync(server, name);
        Assert.False(server.HasStored(Before));
        Assert.False(server.HasStored(Deleted));
        Assert.True(server.HasStored(Edited));
    }

    private static async Task AssertNowhereAsync(ChatServer server, string name)
    {
        var bob = server.Device("bob");
        var history = await bob.InvokeAsync<HistoryPage>("ReadHistory", new ReadHistoryRequest("chat:" + name, After: 0, Limit: 1_000)).Within();
        var messages = await bob.InvokeAsync<MessagePage>("GetMessages", new GetMessagesRequest(name, Limit: 100)).Within();
        var shown = string.Join("\n", history.Publications.Select(publication => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span)))
            + string.Join("\n", messages.Messages.Select(message => message.Text));
        Assert.Contains(Edited, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Before, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Deleted, shown, StringComparison.Ordinal);
        foreach (var word in (string[])["mistake", "again"])
            Assert.Empty((await bob.InvokeAsync<MessagePage>("SearchMessages", new SearchMessagesRequest(name, word)).Within()).Messages);

        var replayed = new List<string>();
        await using var subscription = await bob.SubscribeAsync("chat:" + name, new SubscriptionOptions
        {
            Since = Position.None,
            OnPublication = (publication, _) =>
            {
                replayed.Add(System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span));
                return ValueTask.CompletedTask;
            },
        }).Within();
        Assert.NotEmpty(replayed);
        Assert.DoesNotContain(replayed, text => text.Contains(Before, StringComparison.Ordinal) || text.Contains(Deleted, StringComparison.Ordinal));
    }
}
