using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels;

public sealed class NamespaceAuthorizerTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("room:one");
    private static readonly ChannelCaller Nobody = new("c", null, null);
    private static readonly ChannelCaller User = new("c", "ada", "Ada");

    [Theory]
    [InlineData("anyone", true, true, true)]
    [InlineData("authenticated", false, true, true)]
    [InlineData("members", false, false, true)]
    [InlineData("granted", false, false, true)]
    [InlineData("nobody", false, false, false)]
    public async Task IsAllowed_EachAccess_ForNobodyAUserAndAGrant(string access, bool nobody, bool user, bool granted)
    {
        var holder = User with { Grants = [new ChannelGrant("room:o*", ChannelRights.Publish)] };
        Assert.Equal((nobody, user, granted), (await IsAllowedAsync(access, Nobody), await IsAllowedAsync(access, User), await IsAllowedAsync(access, holder)));
    }

    [Theory]
    [InlineData("room:one", true)]
    [InlineData("room:*", true)]
    [InlineData("*", true)]
    [InlineData("room:on", false)]
    [InlineData("room:one:*", false)]
    [InlineData("ROOM:one", false)]
    [InlineData("r*:one", false)]
    public async Task IsAllowed_Grant_CoversWhatItNames(string pattern, bool covers) =>
        Assert.Equal(covers, await IsAllowedAsync("granted", User with { Grants = [new ChannelGrant(pattern, ChannelRights.Publish)] }));

    [Fact]
    public async Task IsAllowed_GrantOfAnotherRight_IsNone() =>
        Assert.False(await IsAllowedAsync("granted", User with { Grants = [new ChannelGrant("*", ChannelRights.Subscribe | ChannelRights.History)] }));

    [Fact]
    public async Task IsAllowed_Members_AsTheModuleSays()
    {
        var membership = new AdasRoom();
        Assert.True(await IsAllowedAsync("members", User, membership));
        Assert.False(await IsAllowedAsync("members", Nobody, membership));
    }

    [Theory]
    [InlineData("user:ada", true)]
    [InlineData("user:adam", false)]
    [InlineData("user:Ada", false)]
    [InlineData("sys:cursors/ada", true)]
    [InlineData("sys:cursors/bob", false)]
    [InlineData("sys:rooms", false)]
    public async Task IsAllowed_PersonalChannels_BelongToThatUserAlone(string channel, bool allowed)
    {
        var authorizer = new NamespaceAuthorizer(new Namespaces(Namespaces.Defaults(development: true)), [new PersonalMembership(), new SystemMembership()]);
        Assert.Equal(allowed, await authorizer.IsAllowedAsync(User, ChannelName.Parse(channel), ChannelRights.Subscribe, default));
        Assert.False(await authorizer.IsAllowedAsync(Nobody, ChannelName.Parse(channel), ChannelRights.Subscribe, default));
    }

    private static async Task<bool> IsAllowedAsync(string access, ChannelCaller caller, params IChannelMembership[] memberships)
    {
        var options = new NamespaceOptions().OpenTo(Enum.Parse<Access>(access, ignoreCase: true));
        var authorizer = new NamespaceAuthorizer(new Namespaces(new Dictionary<string, NamespaceOptions> { ["room"] = options }), memberships);
        return await authorizer.IsAllowedAsync(caller, Channel, ChannelRights.Publish, default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IsAllowed_Backend_AsItSaysAndWithoutOneNoOne(bool answer)
    {
        var options = new Dictionary<string, NamespaceOptions> { ["room"] = new NamespaceOptions().OpenTo(Access.Backend) };
        var asking = new NamespaceAuthorizer(new Namespaces(options), [], new FixedBackend(answer));
        var alone = new NamespaceAuthorizer(new Namespaces(options), []);

        Assert.Equal(answer, await asking.IsAllowedAsync(User, Channel, ChannelRights.Publish, default));
        Assert.Equal(answer, await asking.IsAllowedAsync(Nobody, Channel, ChannelRights.Publish, default));
        Assert.False(await alone.IsAllowedAsync(User, Channel, ChannelRights.Publish, default));
    }

    private sealed class FixedBackend(bool answer) : IChannelBackend
    {
        public ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) => new(answer);
    }

    private sealed class AdasRoom : IChannelMembership
    {
        public string Namespace => "room";

        public ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
            new(caller.UserId == "ada" && channel == Channel);
    }
}
