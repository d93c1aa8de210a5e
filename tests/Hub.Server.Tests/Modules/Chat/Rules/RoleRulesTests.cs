using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rules;

public class RoleRulesTests
{
    private static readonly Room Kitchen = new() { Name = "kitchen", Title = "Kitchen", Visibility = RoomVisibility.Public, SlowModeMs = 0, CreatedTime = 1 };

    [Theory]
    [InlineData(RoomRole.Member, RoomRole.Member, false)]
    [InlineData(RoomRole.Moderator, RoomRole.Member, true)]
    [InlineData(RoomRole.Moderator, RoomRole.Moderator, false)]
    [InlineData(RoomRole.Moderator, RoomRole.Owner, false)]
    [InlineData(RoomRole.Owner, RoomRole.Moderator, true)]
    [InlineData(RoomRole.Owner, RoomRole.Owner, false)]
    public void Moderates_Roles_TakesAHigherOneThanTheOthers(RoomRole actor, RoomRole target, bool may) =>
        Assert.Equal(may, RoleRules.Moderates(Kitchen, Member("ada", actor), "bob", Member("bob", target), "kicking") is null);

    [Fact]
    public void Moderates_Outsider_TakesAModerator()
    {
        Assert.Null(RoleRules.Moderates(Kitchen, Member("ada", RoomRole.Moderator), "eve", null, "banning"));
        Assert.NotNull(RoleRules.Moderates(Kitchen, Member("ada", RoomRole.Member), "eve", null, "banning"));
        Assert.NotNull(RoleRules.Moderates(Kitchen, Member("ada", RoomRole.Owner), "ada", Member("ada", RoomRole.Owner), "banning"));
        Assert.NotNull(RoleRules.Moderates(Kitchen with { Visibility = RoomVisibility.Direct }, Member("ada", RoomRole.Owner), "eve", null, "banning"));
    }

    [Theory]
    [InlineData("ada", 60, 60_000, true)]
    [InlineData("ada", 60, 60_001, false)]
    [InlineData("ada", 0, long.MaxValue, true)]
    [InlineData("bob", 60, 1, false)]
    public void Edits_AuthorAndTime_DecideIt(string actor, int windowSeconds, long now, bool may) =>
        Assert.Equal(may, RoleRules.Edits(Member(actor, RoomRole.Owner), Message, TimeSpan.FromSeconds(windowSeconds), now) is null);

    [Theory]
    [InlineData("ada", RoomRole.Member, true)]
    [InlineData("bob", RoomRole.Member, false)]
    [InlineData("bob", RoomRole.Moderator, true)]
    public void Deletes_AuthorOrModerator_DecideIt(string actor, RoomRole role, bool may) =>
        Assert.Equal(may, RoleRules.Deletes(Member(actor, role), Message) is null);

    private static Message Message { get; } = new()
    {
        MessageId = 1,
        Room = "kitchen",
        Author = new ChatUser("ada"),
        Text = "hello",
        Time = 0,
        Mentions = [],
        Reactions = [],
        Version = 1,
    };

    private static RoomMember Member(string userId, RoomRole role) => new() { UserId = userId, Role = role, JoinedTime = 1, JoinedOffset = 1 };
}
