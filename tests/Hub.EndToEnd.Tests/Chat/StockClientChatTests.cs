using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

/// <summary>The same story with the official JavaScript client alone, the server restarted in its middle.</summary>
public sealed class StockClientChatTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task Talk_OfficialClient_AllDevicesShowTheSameAfterARestart(string protocol)
    {
        await using var server = await ChatServer.StartAsync();
        await using var script = await NodeScript.StartAsync(
            Path.Combine(Repository.Root, "tests", "interop", "chat.mjs"),
            [server.HubAddress.ToString(), protocol, "private-room", server.TokenOf("ada"), server.TokenOf("bob")]);
        await script.FirstAsync(message => message.GetProperty("step").GetString() == "half");
        await server.RestartAsync();
        var end = await script.FirstAsync(message => message.GetProperty("step").GetString() == "end");
        Assert.Equal(0, await script.WaitForExitAsync());

        Assert.Equal(("permission_denied", "permission_denied", "permission_denied"), (Word(end, "outside"), Word(end, "forged"), Word(end, "kicked")));
        Assert.True(end.GetProperty("sameMessage").GetBoolean());
        Assert.Equal([end.GetProperty("hello").GetInt64()], end.GetProperty("found").EnumerateArray().Select(id => id.GetInt64()));
        var cursor = Assert.Single(end.GetProperty("cursors").EnumerateArray());
        Assert.Equal((1, 0), (cursor.GetProperty("unread").GetInt32(), cursor.GetProperty("mentions").GetInt32()));
        Assert.Equal([true, false], end.GetProperty("typing").EnumerateArray().Select(word => word.GetProperty("typing").GetBoolean()));
        Assert.All(end.GetProperty("ends").EnumerateArray(), reason => Assert.Equal(("kicked", false), (Word(reason, "code"), reason.GetProperty("resubscribe").GetBoolean())));

        var shown = end.GetProperty("shown").EnumerateArray().ToArray();
        Assert.Equal(4, shown.Length);
        Assert.All(shown, device => Assert.Equal(JsonSerializer.Serialize(shown[0]), JsonSerializer.Serialize(device)));
        Assert.Equal(["good morning", "", "last"], shown[0].EnumerateArray().Select(message => Word(message, "text")));
        Assert.Equal("👍", Word(shown[0][0].GetProperty("reactions")[0], "emoji"));
    }

    private static string? Word(JsonElement of, string name) => of.GetProperty(name).GetString();
}
