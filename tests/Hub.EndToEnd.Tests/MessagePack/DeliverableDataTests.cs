using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.MessagePack;

/// <summary>
/// What is accepted reaches everyone: legal values of every kind, published by every way in by each client on each protocol, are read
/// back by each client on each protocol, by every way out.
/// </summary>
public sealed class DeliverableDataTests(UnhurriedServer server) : IClassFixture<UnhurriedServer>
{
    private static readonly (string Client, string Transport, HubEncoding Encoding)[] Readers =
    [
        ("10", "WebSockets", HubEncoding.Json),
        ("10", "ServerSentEvents", HubEncoding.Json),
        ("10", "WebSockets", HubEncoding.MessagePack),
        ("6", "ServerSentEvents", HubEncoding.Json),
        ("6", "WebSockets", HubEncoding.Json),
        (".NET", "", HubEncoding.Json),
        (".NET", "", HubEncoding.MessagePack),
    ];

    [Theory]
    [InlineData(".NET", HubEncoding.Json)]
    [InlineData(".NET", HubEncoding.MessagePack)]
    [InlineData("10", HubEncoding.Json)]
    [InlineData("10", HubEncoding.MessagePack)]
    [InlineData("6", HubEncoding.Json)]
    [InlineData("6", HubEncoding.MessagePack)]
    public async Task LegalValues_OfAnyPublisher_AreReadByEveryClientByEveryWay(string publisher, HubEncoding encoding)
    {
        var id = Guid.NewGuid().ToString("N");
        Payload[] values = [.. LegalValues.Make(seed: 1).Where(value => ValuePublishers.CanSend(publisher, encoding, value))];
        var readers = await Task.WhenAll(Readers.Select(reader => ValueReader.StartAsync(server.Address, reader.Client, reader.Transport, reader.Encoding, id, values.Length)));
        try
        {
            await using var present = await ValuePublishers.PublishAsync(server.Address, publisher, encoding, id, values);
            await Task.WhenAll(readers.Select(reader => reader.AssertReadAsync(values, $"{publisher} {encoding}")));
        }
        finally
        {
            foreach (var reader in readers)
                await reader.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("""{"__proto__":1}""")]
    [InlineData("""[{"a":{"\u005f_proto__":{}}}]""")]
    [InlineData("""{"a":1,"b":2,"a":3}""")]
    [InlineData("""{"deep":49}""")]
    public async Task Value_ThatSomeClientCannotRead_IsRefusedByEveryWayInAndTheConnectionLives(string json)
    {
        var value = json == """{"deep":49}""" ? new string('[', 49) + new string(']', 49) : json;
        var id = Guid.NewGuid().ToString("N");
        foreach (var encoding in new[] { HubEncoding.Json, HubEncoding.MessagePack })
        {
            await using var client = new HubClient(new HubClientOptions { Url = new Uri(server.Address, "hub"), Protocol = encoding });
            await using var topic = await client.SubscribeAsync($"topic:{id}");
            foreach (var data in new[] { Payload.FromJson(value), Payload.FromJson(value).ToMessagePack() })
            {
                await RefusedAsync(() => client.PublishAsync($"topic:{id}", "t", data));
                await RefusedAsync(() => client.PublishAsync($"map:{id}", "t", data, new PublishOptions { Key = "k" }));
                await RefusedAsync(() => client.SignalAsync($"signal:{id}", "t", data));
                await RefusedAsync(() => client.UpdatePresenceAsync($"topic:{id}", data));
            }

            Assert.Equal(0, (await client.ReadHistoryAsync($"topic:{id}")).Position.Offset);
        }
    }

    private static async Task RefusedAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<HubCallException>(act);
        Assert.Equal((ErrorCode.BadRequest, "data", "undeliverable"), (refused.Code, refused.Details?.Field, refused.Details?.Reason));
    }
}
