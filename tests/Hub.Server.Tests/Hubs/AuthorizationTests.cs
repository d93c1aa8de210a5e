using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>An application's own authorizer, in the place of the namespaces' rules: what it is asked, how often, and what its no looks like.</summary>
[Trait("Safety", "B6")]
public sealed class AuthorizationTests : HubTest
{
    private readonly RecordingAuthorizer authorizer;

    public AuthorizationTests()
        : this(new RecordingAuthorizer())
    {
    }

    private AuthorizationTests(RecordingAuthorizer authorizer)
        : base(services => services.AddSingleton<IChannelAuthorizer>(authorizer))
    {
        this.authorizer = authorizer;
    }

    public static TheoryData<string, string> Acts => new()
    {
        { "Subscribe", "Subscribe" },
        { "Subscribe with presence", "Subscribe Presence" },
        { "Recover", "Subscribe" },
        { "SubscribeMany", "Subscribe" },
        { "Publish", "Publish" },
        { "Signal", "Signal" },
        { "ReadHistory", "History" },
        { "ReadState", "History" },
        { "ReadPresence", "Presence" },
        { "MarkRead", "Subscribe" },
        { "ReadCursors", "Subscribe" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Call_Allowed_AsksOncePerRight(string act, string rights)
    {
        var ada = await ConnectAsync("ada");

        await CallAsync(ada, act, "topic:a", "map:a");

        Assert.Equal(rights, string.Join(' ', authorizer.Asked.Select(asked => asked.Right)));
        Assert.All(authorizer.Asked, asked => Assert.Equal(("ada", act == "ReadState" ? "map:a" : "topic:a"), (asked.UserId, asked.Channel)));
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Call_Denied_IsRefusedAlikeForWhatIsThereAndWhatIsNot(string act, string rights)
    {
        foreach (var channel in new[] { "topic:there", "map:there" })
            await Get<IChannels>().PublishAsync(ChannelName.Parse(channel), "t", Payload.FromJson("1"), "key");
        authorizer.Answer = false;
        var ada = await ConnectAsync("ada");

        var there = await RefusedAsync(ada, act, "topic:there", "map:there");
        var asked = authorizer.Asked.Count;
        var missing = await RefusedAsync(ada, act, "topic:gone!", "map:gone!");

        Assert.StartsWith("permission_denied: you may not ", there, StringComparison.Ordinal);
        Assert.Equal(there, missing.Replace("gone!", "there", StringComparison.Ordinal));
        Assert.Equal((1, 2), (asked, authorizer.Asked.Count));
        Assert.StartsWith(authorizer.Asked[0].Right, rights, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshToken_AsksAboutEachSubscriptionOnceAndEndsThoseDenied()
    {
        var ada = await ConnectAsync("ada");
        foreach (var channel in new[] { "topic:a", "topic:b" })
            await ada.Call(hub => hub.Subscribe(new() { Channel = channel }));
        Tokens.ReadAsync("new").Returns(new CallerToken("ada", "Ada", [], Time.GetUtcNow() + TimeSpan.FromHours(2)));
        authorizer.Asked.Clear();
        authorizer.Answer = false;

        var result = await ada.Call(hub => hub.RefreshToken(new RefreshTokenRequest("new")));

        Assert.Equal(["topic:a", "topic:b"], authorizer.Asked.Select(asked => asked.Channel).Order());
        Assert.Equal(["topic:a", "topic:b"], result.Lost.Select(channel => channel.Value).Order());
    }

    private static async Task<string> RefusedAsync(HubCaller caller, string act, string log, string map)
    {
        if (act != "SubscribeMany")
            return await caller.Refused(hub => CallAsync(hub, act, log, map));
        var result = await caller.Call(hub => hub.SubscribeMany(new([new() { Channel = log }])));
        return $"permission_denied: {result.Results[0].Error!.Message}";
    }

    private static Task CallAsync(HubCaller caller, string act, string log, string map) => caller.Call(hub => CallAsync(hub, act, log, map));

    private static Task CallAsync(Server.Hubs.ChannelHub hub, string act, string log, string map) => act switch
    {
        "Subscribe" => hub.Subscribe(new() { Channel = log }),
        "Subscribe with presence" => hub.Subscribe(new() { Channel = log, Presence = true }),
        "Recover" => hub.Subscribe(new() { Channel = log, Since = new Position("e", 0) }),
        "SubscribeMany" => hub.SubscribeMany(new([new() { Channel = log }])),
        "Publish" => hub.Publish(new PublishRequest { Channel = log, Type = "t", Data = Payload.FromJson("1") }),
        "Signal" => hub.Signal(new SignalRequest { Channel = log, Type = "t", Data = Payload.FromJson("1") }),
        "ReadHistory" => hub.ReadHistory(new ReadHistoryRequest(log)),
        "ReadState" => hub.ReadState(new ReadStateRequest(map)),
        "ReadPresence" => hub.ReadPresence(new ReadPresenceRequest(log)),
        "MarkRead" => hub.MarkRead(new MarkReadRequest(log, 1)),
        "ReadCursors" => hub.ReadCursors(new ReadCursorsRequest([log])),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private sealed class RecordingAuthorizer : IChannelAuthorizer
    {
        public bool Answer { get; set; } = true;

        public List<(string? UserId, string Channel, string Right)> Asked { get; } = [];

        public ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken)
        {
            Asked.Add((caller.UserId, channel.Value, right.ToString()));
            return new(Answer);
        }
    }
}
