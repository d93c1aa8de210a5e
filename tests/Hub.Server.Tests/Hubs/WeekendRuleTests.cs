using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>The authorizer of docs/security.md, as it stands there.</summary>
public sealed class WeekendRuleTests() : HubTest(services => services.AddSingleton<IChannelAuthorizer, WeekendRule>())
{
    private static readonly PublishRequest Request = new() { Channel = "topic:a", Type = "t", Data = Payload.FromJson("1") };

    [Fact]
    public async Task Publish_OnAWeekend_IsTheStaffsAlone()
    {
        var (ann, staff) = (await ConnectAsync("ann"), await ConnectAsync("staff-bob"));
        while (Time.GetUtcNow().DayOfWeek != DayOfWeek.Saturday)
            Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal("permission_denied: you may not publish to topic:a", await ann.Refused(hub => hub.Publish(Request)));
        Assert.Equal(1, (await staff.Call(hub => hub.Publish(Request))).Position.Offset);
        Assert.Equal(1, (await ann.Call(hub => hub.Subscribe(new() { Channel = "topic:a" }))).Position.Offset);
    }

    [Fact]
    public void Page_ShowsTheCodeThatRunsHere() =>
        Assert.Contains(
            File.ReadAllText(Repository.PathOf("tests/Hub.Server.Tests/Hubs/WeekendRule.cs")).Split("Hubs;\n\n")[1].TrimEnd(),
            File.ReadAllText(Repository.PathOf("docs/security.md")),
            StringComparison.Ordinal);
}
