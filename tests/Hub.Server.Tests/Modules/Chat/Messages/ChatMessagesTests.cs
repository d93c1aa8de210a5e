using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Messages;

public class ChatMessagesTests
{
    [Fact]
    public async Task EditMessage_Author_HistoryShowsTheMessageAsItStands()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var posted = await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "first words"));

        var edited = await rig.Hub("bob").EditMessage(new EditMessageRequest(room, posted.MessageId, "second thoughts"));

        Assert.Equal((2, "second thoughts"), (edited.Version, edited.Text));
        Assert.NotNull(edited.EditedTime);
        Assert.Equal(2, (await rig.LogAsync("chat:" + room)).Count(publication => publication.Key == "m:" + posted.MessageId));
        await AssertNowhereAsync(rig, room, "first words");
        await rig.Hub("ada").EditMessage(new EditMessageRequest(room, posted.MessageId, "not mine")).RefusedAsync(ErrorCode.PermissionDenied);
    }

    [Fact]
    public async Task EditMessage_AfterTheWindow_IsDenied()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Chat:EditWindow", "00:10:00"));
        var room = await rig.RoomAsync([]);
        var posted = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "hello"));
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        await rig.Hub("ada").EditMessage(new EditMessageRequest(room, posted.MessageId, "in time"));
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        await rig.Hub("ada").EditMessage(new EditMessageRequest(room, posted.MessageId, "late")).RefusedAsync(ErrorCode.PermissionDenied);
    }

    [Fact]
    public async Task DeleteMessage_WithReplies_TextIsNowhereAlsoNotInExcerpts()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob", "cid"]);
        var posted = await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "something regrettable"));
        var reply = await rig.Hub("cid").PostMessage(new PostMessageRequest(room, "oh!", posted.MessageId));
        Assert.Equal("something regrettable", reply.ReplyTo!.Excerpt);

        await rig.Hub("cid").DeleteMessage(new DeleteMessageRequest(room, posted.MessageId)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").DeleteMessage(new DeleteMessageRequest(room, posted.MessageId));

        await AssertNowhereAsync(rig, room, "regrettable");
        var messages = (await rig.Hub("cid").GetMessages(new GetMessagesRequest(room))).Messages;
        Assert.Equal((true, ""), (messages[0].Deleted, messages[0].Text));
        Assert.Equal((2, ""), (messages[1].Version, messages[1].ReplyTo!.Excerpt));
        await rig.Hub("bob").EditMessage(new EditMessageRequest(room, posted.MessageId, "back")).RefusedAsync(ErrorCode.NotFound);
        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "re", posted.MessageId)).RefusedAsync(ErrorCode.NotFound);
        await rig.Hub("bob").DeleteMessage(new DeleteMessageRequest(room, posted.MessageId));
    }

    [Fact]
    public async Task EditMessage_WithReplies_ExcerptsFollow()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var posted = await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "teh typo"));
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "what?", posted.MessageId));

        await rig.Hub("bob").EditMessage(new EditMessageRequest(room, posted.MessageId, "the typo"));

        var messages = (await rig.Hub("ada").GetMessages(new GetMessagesRequest(room))).Messages;
        Assert.Equal("the typo", messages[1].ReplyTo!.Excerpt);
        Assert.Null(messages[1].EditedTime);
        await AssertNowhereAsync(rig, room, "teh typo");
    }

    [Fact]
    public async Task React_TwoUsers_CountsAndTakesBack()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var id = (await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "hello"))).MessageId;

        await rig.Hub("ada").React(new ReactRequest(room, id, "👍"));
        await rig.Hub("bob").React(new ReactRequest(room, id, "🎉"));
        var both = await rig.Hub("bob").React(new ReactRequest(room, id, "👍"));
        var again = await rig.Hub("bob").React(new ReactRequest(room, id, "👍"));
        var back = await rig.Hub("ada").React(new ReactRequest(room, id, "👍", Remove: true));

        Assert.Equal(["👍", "🎉"], both.Reactions.Select(reaction => reaction.Emoji));
        Assert.Equal(["ada", "bob"], both.Reactions[0].UserIds);
        Assert.Equal(both.Version, again.Version);
        Assert.Equal((1, "bob"), (back.Reactions[0].Count, back.Reactions[0].UserIds[0]));
    }

    [Fact]
    public async Task PostMessage_Mentions_NoticesWaitForTheNamedWithoutTheText()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);

        var posted = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "@Bob and @ada, and @carol who is not here: secret plan"));

        Assert.Equal(["bob", "ada"], posted.Mentions);
        var notice = Assert.Single(await rig.LogAsync("user:bob"));
        Assert.Equal(ChatTypes.Mention, notice.Type);
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(notice.Data.Bytes.Span), StringComparison.Ordinal);
        Assert.Empty(await rig.LogAsync("user:ada"));
        Assert.Empty(await rig.LogAsync("user:carol"));
    }

    [Fact]
    public async Task EditMessage_OtherMentions_NotifiesOnlyThoseWhoWereNotMentionedBefore()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob", "cid"]);
        var posted = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "@bob, look"));

        await rig.Hub("ada").EditMessage(new EditMessageRequest(room, posted.MessageId, "@bob and @cid, look"));

        Assert.Single(await rig.LogAsync("user:bob"));
        Assert.Single(await rig.LogAsync("user:cid"));
    }

    [Fact]
    public async Task PostMessage_KeyThatAnotherUserUsed_IsAMessageOfItsOwn()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);

        var ofAda = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "hers", IdempotencyKey: "k"));
        var ofBob = await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "his", IdempotencyKey: "k"));

        Assert.NotEqual(ofAda.MessageId, ofBob.MessageId);
        Assert.Equal(("bob", "his"), (ofBob.Author.UserId, ofBob.Text));
    }

    [Fact]
    public async Task PostMessage_WhileTyping_EndsTheTypingForAll()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "chat:" + room });
        await rig.Hub("ada").SetTyping(new SetTypingRequest(room, true));

        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "done"));

        var signals = await rig.Signals.CountAsync(2);
        Assert.Equal([("ada", true), ("ada", false)], signals.Select(signal => signal.Data.Read(HubJson.Default.TypingSignal)!).Select(typing => (typing.UserId, typing.Typing)));
    }

    [Fact]
    public async Task PostMessage_RepliesOfOneMessage_OnlyTheFirst200HaveAnExcerpt()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Limits:PublishesPerSecond", "0"));
        var room = await rig.RoomAsync([]);
        var hub = rig.Hub("ada");
        var posted = await hub.PostMessage(new PostMessageRequest(room, "a question"));

        var replies = new List<Message>();
        for (var i = 0; i < 201; i++)
            replies.Add(await hub.PostMessage(new PostMessageRequest(room, $"answer {i}", posted.MessageId)));

        Assert.All(replies.Take(200), reply => Assert.Equal("a question", reply.ReplyTo!.Excerpt));
        Assert.Equal((posted.MessageId, ""), (replies[200].ReplyTo!.MessageId, replies[200].ReplyTo!.Excerpt));
    }

    [Fact]
    public async Task GetMessages_BeforeAfterAround_PagesAscendingWithoutHoles()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Limits:PublishesPerSecond", "0"), ("Hub:Limits:HistoryReadsPerSecond", "0"));
        var room = await rig.RoomAsync(["bob"]);
        var ids = new List<long>();
        for (var i = 0; i < 130; i++)
        {
            ids.Add((await rig.Hub("ada").PostMessage(new PostMessageRequest(room, $"message {i}"))).MessageId);
            await rig.Hub("bob").React(new ReactRequest(room, ids[^1], "👍"));
        }

        var hub = rig.Hub("bob");
        var walked = new List<long>();
        for (long? before = null; ;)
        {
            var page = await hub.GetMessages(new GetMessagesRequest(room, Before: before, Limit: 40));
            walked.InsertRange(0, page.Messages.Select(message => message.MessageId));
            if (!page.HasMore)
                break;
            before = page.Messages[0].MessageId;
        }

        Assert.Equal(ids, walked);
        var after = await hub.GetMessages(new GetMessagesRequest(room, After: ids[9], Limit: 10));
        Assert.Equal(ids[10..20], after.Messages.Select(message => message.MessageId));
        Assert.True(after.HasMore);
        var around = await hub.GetMessages(new GetMessagesRequest(room, Around: ids[60], Limit: 11));
        Assert.Equal(ids[55..66], around.Messages.Select(message => message.MessageId));
        Assert.Equal(50, (await hub.GetMessages(new GetMessagesRequest(room))).Messages.Count);
        await hub.GetMessages(new GetMessagesRequest(room, Around: ids[60] + 1)).RefusedAsync(ErrorCode.NotFound);
        await hub.GetMessages(new GetMessagesRequest(room, Before: 1, After: 1)).RefusedAsync(ErrorCode.BadRequest);
    }

    [Fact]
    public async Task SearchMessages_WordsInAnyCaseAndAccent_FindsNewestFirstAndNothingOld()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var hub = rig.Hub("ada");
        var first = await hub.PostMessage(new PostMessageRequest(room, "A Crème BRÛLÉE for two"));
        await hub.PostMessage(new PostMessageRequest(room, "bread"));
        var second = await hub.PostMessage(new PostMessageRequest(room, "another creme brulee, please"));

        var found = await hub.SearchMessages(new SearchMessagesRequest(room, "brûlée CREME"));
        Assert.Equal([second.MessageId, first.MessageId], found.Messages.Select(message => message.MessageId));
        Assert.False(found.HasMore);
        Assert.Single((await hub.SearchMessages(new SearchMessagesRequest(room, "crem", Before: second.MessageId))).Messages);
        Assert.True((await hub.SearchMessages(new SearchMessagesRequest(room, "crem", Limit: 1))).HasMore);
        await hub.EditMessage(new EditMessageRequest(room, first.MessageId, "soup"));
        await hub.DeleteMessage(new DeleteMessageRequest(room, second.MessageId));
        Assert.Empty((await hub.SearchMessages(new SearchMessagesRequest(room, "creme"))).Messages);
        Assert.Single((await hub.SearchMessages(new SearchMessagesRequest(room, "soup"))).Messages);
        await hub.SearchMessages(new SearchMessagesRequest(room, " ... ")).RefusedAsync(ErrorCode.BadRequest);
    }

    [Fact]
    public async Task ReadCursors_MemberWhoNeverMarked_CountsFromJoiningWithoutOwnAndDeleted()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "before bob"));
        await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room));
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "one"));
        var second = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "two @bob"));
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "three @bob"));
        var gone = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "gone"));
        await rig.Hub("ada").DeleteMessage(new DeleteMessageRequest(room, gone.MessageId));
        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "own"));

        var cursor = Assert.Single((await rig.Hub("bob").ReadCursors(new ReadCursorsRequest())).Cursors);
        Assert.Equal((3, 2), (cursor.Unread, cursor.Mentions));
        var marked = await rig.Hub("bob", "phone").MarkRead(new MarkReadRequest("chat:" + room, second.MessageId));
        Assert.Equal(1, marked.Unread);
        cursor = Assert.Single((await rig.Hub("bob", "laptop").ReadCursors(new ReadCursorsRequest(["chat:" + room]))).Cursors);
        Assert.Equal((second.MessageId, 1, 1), (cursor.Offset, cursor.Unread, cursor.Mentions));
        Assert.Empty((await rig.Hub("eve").ReadCursors(new ReadCursorsRequest())).Cursors);
    }

    [Fact]
    public async Task Restart_EverythingOfARoom_IsRestoredFromTheEngine()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob", "cid"], RoomVisibility.Private);
        var posted = await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "hello @bob"));
        await rig.Hub("ada").SetRole(new SetRoleRequest(room, "bob", RoomRole.Moderator));
        await rig.Hub("bob").Mute(new MuteRequest(room, "cid", rig.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()));
        await rig.Hub("bob").Ban(new BanRequest(room, "mallory"));
        await rig.Hub("bob").React(new ReactRequest(room, posted.MessageId, "👍"));

        await using var next = rig.Restarted();

        var details = await next.Hub("bob").GetRoom(new GetRoomRequest(room));
        Assert.Equal([("ada", RoomRole.Owner), ("bob", RoomRole.Moderator), ("cid", RoomRole.Member)], details.Members.Select(member => (member.UserId, member.Role)));
        Assert.Equal("👍", Assert.Single((await next.Hub("bob").GetMessages(new GetMessagesRequest(room))).Messages).Reactions[0].Emoji);
        Assert.Single((await next.Hub("bob").SearchMessages(new SearchMessagesRequest(room, "hello"))).Messages);
        Assert.Equal((1, 1), (await next.Hub("bob").ReadCursors(new ReadCursorsRequest())).Cursors.Select(cursor => (cursor.Unread, cursor.Mentions ?? 0)).Single());
        await next.Hub("cid").PostMessage(new PostMessageRequest(room, "muted still")).RefusedAsync(ErrorCode.PermissionDenied);
        await next.Hub("bob").InviteMember(new InviteMemberRequest(room, "mallory")).RefusedAsync(ErrorCode.PermissionDenied);
        Assert.Equal([room], (await next.Hub("cid").ListRooms(new ListRoomsRequest())).Rooms.Select(found => found.Name));
    }

    [Fact]
    public async Task SetTyping_NothingMoreHeard_EndsAfterSixSeconds()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        var waiting = rig.Time.ArmedTimers;
        await rig.Hub("ada").SetTyping(new SetTypingRequest(room, true));
        Assert.Equal(waiting + 1, rig.Time.ArmedTimers);

        rig.Time.Advance(ChatTyping.Duration);

        Assert.Equal(waiting, rig.Time.ArmedTimers);
    }

    private static async Task AssertNowhereAsync(ChatRig rig, string room, string text)
    {
        var channel = ChannelName.Parse("chat:" + room);
        var log = await rig.LogAsync(channel.Value);
        var state = await rig.Engine.ReadStateAsync(channel, new StateQuery { Limit = 1_000 }, default);
        foreach (var publication in log.Concat(state.Entries))
            Assert.DoesNotContain(text, Encoding.UTF8.GetString(publication.Data.Bytes.Span), StringComparison.Ordinal);
        Assert.Empty((await rig.Hub("ada").SearchMessages(new SearchMessagesRequest(room, text))).Messages);
    }
}
