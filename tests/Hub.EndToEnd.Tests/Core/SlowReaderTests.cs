using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>Many subscribers of whom some stop reading: the others don't notice.</summary>
[Trait("Safety", "L20")]
[Trait("Safety", "B18")]
[Collection(Alone.Name)]
public sealed class SlowReaderTests
{
    private const int Slow = 10;
    private static readonly string Filler = new('x', 4_000);

    [Fact]
    public async Task Log_SomeStopReading_AreClosedAndRecoverWhileOthersGoOn()
    {
        const int Subscribers = 100;
        const int Publications = 3_000;
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Limits:DeadPeerTimeout", "00:00:10");
        var channel = ChannelName.Parse("topic:flood");
        var hubs = await ConnectAsync(hosted, channel, Subscribers);
        var progress = new int[Subscribers];
        var reading = Enumerable.Range(Slow, Subscribers - Slow).Select(n => ReadLogAsync(hubs[n], Publications, read => Volatile.Write(ref progress[n], read))).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // As fast as those who do read can follow.
        for (var n = 1; n <= Publications; n++)
        {
            await hosted.Get<IChannels>().PublishAsync(channel, "t", Payload.FromJson($$"""{"n":{{n}},"filler":"{{Filler}}"}"""));
            if (n % 100 == 0)
                await TestTimeout.Until(() => reading.Any(one => one.IsFaulted) || Enumerable.Range(Slow, Subscribers - Slow).All(one => Volatile.Read(ref progress[one]) >= n), what: "all who read have read it");
        }

        await Task.WhenAll(reading).Within(TimeSpan.FromMinutes(3));

        // Ten outboxes of 1 MiB, the history, and what the pipes hold: not what ten readers have missed.
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 100L * 1024 * 1024, $"{grown} bytes");
        await TestTimeout.Until(() => hosted.Connections.Count == Subscribers - Slow, what: "the slow ones are closed");
        foreach (var hub in hubs.Take(Slow))
        {
            var last = await ReadToTheEndAsync(hub);
            Assert.True(last is > 0 and < Publications, $"{last}");
            using var back = await RawHub.ConnectAsync(hosted.HubAddress);
            var epoch = (await hubs[Slow].InvokeAsync("ReadHistory", """{"channel":"topic:flood","limit":1}""")).GetProperty("result").GetProperty("position").GetProperty("epoch").GetString();
            var answer = await back.InvokeAsync("Subscribe", $$$"""{"channel":"topic:flood","since":{"epoch":"{{{epoch}}}","offset":{{{Publications - 500}}}}}""");
            Assert.True(answer.GetProperty("result").GetProperty("recovered").GetBoolean());
            Assert.Equal(500, back.Callbacks.Count(callback => callback.GetProperty("target").GetString() == "Publication"));
        }

        foreach (var hub in hubs)
            hub.Dispose();
    }

    [Fact]
    public async Task State_SomeStopReading_AreMergedAndGetTheLastValues()
    {
        const int Subscribers = 30;
        const int Publications = 3_000;
        const int Keys = 8;
        // However slow the machine is: who reads nothing for that long counts as dead and is closed.
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Limits:DeadPeerTimeout", "00:10:00");
        var channel = ChannelName.Parse("map:flood");
        var hubs = await ConnectAsync(hosted, channel, Subscribers);
        var reading = hubs.Skip(Slow).Select(hub => ReadStateAsync(hub, Publications, Keys)).ToArray();

        for (var n = 1; n <= Publications; n++)
            await hosted.Get<IChannels>().PublishAsync(channel, "t", Payload.FromJson($$"""{"n":{{n}},"filler":"{{Filler}}"}"""), "key" + (n % Keys));
        await Task.WhenAll(reading).Within(TimeSpan.FromMinutes(3));

        // They were not closed; and once they read again, all that was replaced is accounted for.
        Assert.Equal(Subscribers, hosted.Connections.Count);
        foreach (var hub in hubs.Take(Slow))
            Assert.True(await ReadStateAsync(hub, Publications, Keys).Within() > 0, "something was merged");
        foreach (var hub in hubs)
            hub.Dispose();
    }

    private static async Task<RawHub[]> ConnectAsync(HostedHub hosted, ChannelName channel, int count)
    {
        var hubs = new List<RawHub>();
        for (var n = 0; n < count; n++)
        {
            var hub = await RawHub.ConnectAsync(hosted.HubAddress);
            await hub.InvokeAsync("Subscribe", $$"""{"channel":"{{channel}}"}""");
            hub.Callbacks.Clear();
            hubs.Add(hub);
        }

        return [.. hubs];
    }

    private static async Task ReadLogAsync(RawHub hub, int publications, Action<int> tell)
    {
        for (var offset = 1; offset <= publications; offset++)
        {
            Assert.Equal(offset, (await hub.CallbackAsync("Publication")).GetProperty("offset").GetInt32());
            hub.Callbacks.Clear();
            tell(offset);
        }
    }

    /// <summary>Reads until every key has its last value; gives how many values were merged away.</summary>
    private static async Task<int> ReadStateAsync(RawHub hub, int publications, int keys)
    {
        var (seen, merged, last) = (0, 0, new Dictionary<string, int>());
        while (last.Count < keys || last.Values.Min() <= publications - keys)
        {
            var publication = await hub.CallbackAsync("Publication");
            hub.Callbacks.Clear();
            var (key, offset) = (publication.GetProperty("key").GetString()!, publication.GetProperty("offset").GetInt32());
            Assert.True(offset > last.GetValueOrDefault(key));
            last[key] = offset;
            seen++;
            merged += publication.TryGetProperty("merged", out var replaced) ? replaced.GetInt32() : 0;
        }

        Assert.Equal(publications, seen + merged);
        return merged;
    }

    private static async Task<int> ReadToTheEndAsync(RawHub hub)
    {
        var last = 0;
        try
        {
            while (await hub.ReadAsync() is { } message)
            {
                if (message.TryGetProperty("target", out var target) && target.GetString() == "Publication")
                    Assert.Equal(++last, message.GetProperty("arguments")[0].GetProperty("offset").GetInt32());
                hub.Callbacks.Clear();
            }
        }
        catch (Exception error) when (error is IOException or EndOfStreamException)
        {
            // Cut: what was in the socket has been read.
        }

        return last;
    }
}
