using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Search;

public class RoomMessagesTests
{
    [Fact]
    public void Take_OutOfOrder_SearchesAndCountsInOrder()
    {
        var messages = new RoomMessages();
        foreach (var id in (long[])[7, 3, 11, 5])
            messages.Take(IndexedMessage.Of(Message(id, "ada", "common")));

        Assert.Equal([11, 7, 5, 3], messages.Search(["comm"], long.MaxValue, 10).Ids);
        Assert.Equal([5, 3], messages.Search(["comm"], 7, 10).Ids);
        Assert.Equal((2, 0), messages.CountAfter(5, "bob"));
        Assert.Equal(11, messages.NewestOf("ada")!.Id);
    }

    [Fact]
    public void Search_MoreThanTheLimit_SaysSo()
    {
        var messages = new RoomMessages();
        for (var id = 1; id <= 3; id++)
            messages.Take(IndexedMessage.Of(Message(id, "ada", "word")));

        Assert.True(messages.Search(["word"], long.MaxValue, 2).HasMore);
        Assert.False(messages.Search(["word"], long.MaxValue, 3).HasMore);
        Assert.Empty(messages.Search(["ord"], long.MaxValue, 3).Ids);
    }

    [Fact]
    public void Take_MessageAgain_OnlyItsPresentTextIsFoundAndWeighed()
    {
        var messages = new RoomMessages();
        messages.Take(IndexedMessage.Of(Message(1, "ada", "a long first text")));
        var before = messages.Characters;
        messages.Take(IndexedMessage.Of(Message(1, "ada", "short")));

        Assert.Empty(messages.Search(["first"], long.MaxValue, 10).Ids);
        Assert.Equal([1], messages.Search(["short"], long.MaxValue, 10).Ids);
        Assert.True(messages.Characters < before);
        Assert.Equal(1, messages.Count);
    }

    [Fact]
    public void CountAfter_OwnDeletedAndMentions_CountsWhatOthersSaid()
    {
        var messages = new RoomMessages();
        messages.Take(IndexedMessage.Of(Message(1, "ada", "one") with { Mentions = ["bob"] }));
        messages.Take(IndexedMessage.Of(Message(2, "bob", "own")));
        messages.Take(IndexedMessage.Of(Message(3, "ada", "") with { Deleted = true }));
        messages.Take(IndexedMessage.Of(Message(4, "ada", "four") with { Mentions = ["bob"] }));

        Assert.Equal((2, 2), messages.CountAfter(0, "bob"));
        Assert.Equal((1, 1), messages.CountAfter(1, "bob"));
        Assert.Equal((0, 0), messages.CountAfter(4, "bob"));
    }

    [Fact]
    public void RepliesTo_DeletedReply_IsLeftOut()
    {
        var messages = new RoomMessages();
        var reference = new MessageReference(1, new ChatUser("ada"), "one");
        messages.Take(IndexedMessage.Of(Message(1, "ada", "one")));
        messages.Take(IndexedMessage.Of(Message(2, "bob", "re") with { ReplyTo = reference }));
        messages.Take(IndexedMessage.Of(Message(3, "bob", "re") with { ReplyTo = reference }));
        messages.Take(IndexedMessage.Of(Message(2, "bob", "") with { Deleted = true }));

        Assert.Equal([3], messages.RepliesTo(1));
        Assert.Empty(messages.RepliesTo(9));
    }

    private static Message Message(long id, string author, string text) => new()
    {
        MessageId = id,
        Room = "kitchen",
        Author = new ChatUser(author),
        Text = text,
        Time = id,
        Mentions = [],
        Reactions = [],
        Version = 1,
    };
}
