using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rules;

public class ReactionsTests
{
    [Fact]
    public void Add_OneTooManyEmojis_IsRefused()
    {
        IReadOnlyList<Reaction> reactions = [];
        for (var i = 0; i < Reactions.MaxEmojis; i++)
            reactions = Reactions.Add(reactions, char.ConvertFromUtf32(0x1F600 + i), "ada").Value;

        Assert.Equal(ErrorCode.LimitExceeded, Reactions.Add(reactions, "👍", "ada").Refusal!.Code);
        Assert.Equal(2, Reactions.Add(reactions, reactions[0].Emoji, "bob").Value[0].Count);
    }

    [Fact]
    public void Add_OneTooManyUsers_IsRefused()
    {
        IReadOnlyList<Reaction> reactions = [new("👍", [.. Enumerable.Range(0, Reactions.MaxReactions).Select(i => $"u{i}")], Reactions.MaxReactions)];

        Assert.Equal(ErrorCode.LimitExceeded, Reactions.Add(reactions, "👍", "ada").Refusal!.Code);
        Assert.Same(reactions, Reactions.Add(reactions, "👍", "u1").Value);
    }

    [Fact]
    public void Remove_LastOfAnEmoji_TakesTheEmojiAway()
    {
        IReadOnlyList<Reaction> reactions = [new("👍", ["ada"], 1), new("🎉", ["ada", "bob"], 2)];

        var left = Reactions.Remove(reactions, "👍", "ada");

        Assert.Equal("🎉", Assert.Single(left).Emoji);
        Assert.Same(left, Reactions.Remove(left, "👍", "ada"));
        Assert.Same(left, Reactions.Remove(left, "🎉", "cid"));
    }

    // As an earlier version stored them: each spelling on its own.
    [Fact]
    public void Remove_EmojiInTwoSpellings_RemovesBoth()
    {
        IReadOnlyList<Reaction> reactions = [new("❤\uFE0F", ["ada"], 1), new("❤", ["ada", "bob"], 2)];

        Assert.Same(reactions, Reactions.Add(reactions, "❤\uFE0F", "bob").Value);
        Assert.Equal(["bob"], Assert.Single(Reactions.Remove(reactions, "❤", "ada")).UserIds);
    }
}
