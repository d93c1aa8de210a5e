using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Shared.Tests.Protocol;

public sealed class OptionalFieldTests
{
    [Theory]
    [InlineData(typeof(Welcome), """{"connectionId":"a","node":"b","serverTime":1,"limits":{"maxMessageBytes":1,"maxSubscriptions":1,"maxHistoryLimit":1}}""")]
    [InlineData(typeof(Reset), """{"channel":"topic:a","position":{"epoch":"e","offset":0},"reason":"epoch"}""")]
    [InlineData(typeof(Publisher), """{"userId":"~c","connectionId":"c"}""")]
    [InlineData(typeof(Member), """{"userId":"~c","connections":[]}""")]
    public void Read_OptionalFieldAbsent_IsAccepted(Type type, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, Info(type)), Info(type)));

    [Theory]
    [InlineData(typeof(Reset), """{"channel":"topic:a","reason":"epoch"}""")]
    [InlineData(typeof(Publisher), """{"connectionId":"c"}""")]
    [InlineData(typeof(Publisher), """{"userId":null,"connectionId":"c"}""")]
    public void Read_RequiredFieldAbsent_IsRefused(Type type, string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, Info(type)));

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo Info(Type type) => HubJson.Default.Options.GetTypeInfo(type);
}
