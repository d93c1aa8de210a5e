using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>What is around a call's arguments is bounded, and everything that a client sends counts.</summary>
public sealed class CallLimitTests
{
    [Fact]
    [Trait("Safety", "L13")]
    public async Task L13_LongInvocationId_IsABadRequestOnALivingConnection()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        foreach (var (length, method) in new[] { (65, "ReadHistory"), (65, "NoSuchMethod"), (100_000, "ReadHistory") })
        {
            var id = new string('i', length);
            await hub.SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{"channel":"topic:x"}]}""");
            var error = (await hub.AnswerAsync(id)).GetProperty("error").GetString();
            Assert.Contains($"HubException: bad_request: invocationId has {length} characters; the limit is 64", error, StringComparison.Ordinal);
        }

        var good = new string('i', 64);
        await hub.SendAsync($$"""{"type":1,"invocationId":"{{good}}","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}""");
        Assert.True((await hub.AnswerAsync(good)).TryGetProperty("result", out _));
    }

    [Fact]
    [Trait("Safety", "L13")]
    public async Task L13_LongMethodName_IsRefusedAndRepeatedInPartOnly()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);

        var error = (await hub.InvokeAsync(new string('M', 100_000), "{}")).GetProperty("error").GetString()!;

        Assert.Contains("Method does not exist", error, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('M', 65), error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(10_000)]
    [Trait("Safety", "L13")]
    public async Task L13_StreamsThatAMethodDoesNotTake_AreRefusedOnALivingConnection(int count)
    {
        await using var hosted = await HostedHub.StartAsync();
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        var ids = string.Join(',', Enumerable.Range(0, count).Select(n => $"\"{n}\""));
        await hub.SendAsync($$"""{"type":1,"invocationId":"s","target":"ReadHistory","arguments":[{"channel":"topic:x"}],"streamIds":[{{ids}}]}""");

        Assert.True((await hub.AnswerAsync("s")).TryGetProperty("error", out _));
        Assert.True((await hub.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData("""{"type":1,"invocationId":"1","target":"NoSuchMethod","arguments":[]}""")]
    [InlineData("""{"type":1,"target":"NoSuchMethod","arguments":[]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"ReadHistory","arguments":["no object"]}""")]
    [InlineData("""{"type":4,"invocationId":"1","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}""")]
    [InlineData("""{"type":2,"invocationId":"none","item":1}""")]
    [InlineData("""{"type":5,"invocationId":"none"}""")]
    [InlineData("""{"type":6}""")]
    [InlineData("""{"type":99}""")]
    [Trait("Safety", "L16")]
    public async Task L16_FloodOfWhatIsNoCallOfTheHub_EndsLikeOneOfCalls(string message)
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:CallsPerSecond", "5");
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.CallbackAsync("Welcome");
        await hub.WriteAsync(string.Concat(Enumerable.Repeat(message + '\u001e', 200)));

        var closing = await hub.CallbackAsync("Closing");

        Assert.Equal(("too_many_errors", "backoff"), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString()));
    }

    [Fact]
    [Trait("Safety", "L16")]
    public async Task L16_PingsOfAnOrdinaryClient_CostNothing()
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:CallsPerSecond", "5");
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.WriteAsync(string.Concat(Enumerable.Repeat("{\"type\":6}\u001e", 4)));

        Assert.True((await hub.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
    }

    [Fact]
    [Trait("Safety", "B20")]
    public async Task B20_ValueThatCannotBeWritten_FailsAtItsSenderAndDropsNoOne()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var json = await RawHub.ConnectAsync(hosted.HubAddress);
        await json.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        await using var binary = new HubClient(new HubClientOptions { Url = hosted.HubAddress, Protocol = HubEncoding.MessagePack });
        await using var subscription = await binary.SubscribeAsync("topic:x").Within();

        await Assert.ThrowsAnyAsync<Exception>(() => hosted.Get<HubLifetimeManager<ChannelHub>>().SendGroupAsync("topic:x", "Signal", [new Unwritable("this can't be written")]).Within());

        await binary.PublishAsync("topic:x", "number", 1).Within();
        Assert.Equal(1, (await json.CallbackAsync("Publication")).GetProperty("data").GetInt32());
        await foreach (var publication in subscription)
        {
            Assert.Equal(1, publication.DataAs<int>());
            break;
        }

        Assert.Equal(2, hosted.Connections.Count);
    }

    private sealed class Unwritable(string reason)
    {
        public int Value => throw new InvalidOperationException(reason);
    }
}
