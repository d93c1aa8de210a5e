using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Messages;

public class MessageSearchTests
{
    [Fact]
    public async Task SearchAllMessages_SeveralRooms_FindsInOwnRoomsNewestFirstPageByPage()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.RoomAsync(["bob"], room: "one");
        await rig.RoomAsync(["bob"], room: "two");
        await rig.RoomAsync([], room: "adas");
        var expected = new List<(string, long)>();
        foreach (var room in (string[])["one", "two", "adas", "two", "one", "one"])
        {
            var posted = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "the same word"));
            if (room != "adas")
                expected.Insert(0, (room, posted.MessageId));
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var found = new List<(string, long)>();
        for (string? after = null; ;)
        {
            var page = await rig.Hub("bob").SearchAllMessages(new SearchAllMessagesRequest("wor", after, 2));
            found.AddRange(page.Messages.Select(message => (message.Room, message.MessageId)));
            if (page.Next is null)
                break;
            after = page.Next;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task SearchAllMessages_MessagesOfOneMoment_AreEachFoundOnce()
    {
        await using var rig = await ChatRig.StartAsync();
        foreach (var room in (string[])["one", "two"])
        {
            await rig.RoomAsync([], room: room);
            for (var i = 0; i < 3; i++)
                await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "word"));
        }

        var found = new List<(string, long)>();
        for (string? after = null; ;)
        {
            var page = await rig.Hub("ada").SearchAllMessages(new SearchAllMessagesRequest("word", after, 1));
            found.AddRange(page.Messages.Select(message => (message.Room, message.MessageId)));
            if (page.Next is null)
                break;
            after = page.Next;
        }

        Assert.Equal(6, found.Distinct().Count());
        Assert.Equal(6, found.Count);
    }

    [Theory]
    [InlineData("word", "nonsense")]
    [InlineData("word", "1.x.room")]
    [InlineData("", null)]
    [InlineData("a b c d e f g h i j k", null)]
    public async Task SearchAllMessages_BadFields_AreRefused(string query, string? after)
    {
        await using var rig = await ChatRig.StartAsync();

        await rig.Hub("ada").SearchAllMessages(new SearchAllMessagesRequest(query, after)).RefusedAsync(ErrorCode.BadRequest);
    }

    [Theory]
    [InlineData("今天天气很好,我们去公园吧", "天气")]
    [InlineData("이번 주말에 서울공원에서 만나요", "공원")]
    [InlineData("राम और सीता", "राम सीता")]
    public async Task SearchMessages_ScriptsOfAnyKind_FindTheMessage(string text, string query)
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, text));

        Assert.Single((await rig.Hub("ada").SearchMessages(new SearchMessagesRequest(room, query))).Messages);
    }
}
