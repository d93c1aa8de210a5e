using System.Text;
using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

/// <summary>B13 and B14: hostile texts through every field come back as they were, live and from history, or are refused in a coded way.</summary>
[Trait("Safety", "B13")]
[Trait("Safety", "B14")]
public sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "\"><img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "[link](javascript:alert(1)) https://example.org/?a=1&b=\"2\"",
        "\u202Egnirts desrever\u202C \u2066isolated\u2069",
        "zero\u200Bwidth\u200Djoiners\uFEFF",
        "{0} %s {{template}} ${x} \u2028line\u2029paragraph",
        "__proto__ constructor toString",
        "Z\u0351\u036B\u0343\u036A\u0302a\u030Dl\u0313g\u0306o",
        "'; DROP TABLE messages; --",
        "😀👩‍👩‍👧🏳️‍🌈",
        new('w', 4_000),
    ];

    [Theory]
    [InlineData(HubEncoding.Json)]
    [InlineData(HubEncoding.MessagePack)]
    public async Task Post_HostileText_ComesBackAsItWasLiveAndFromHistory(HubEncoding encoding)
    {
        await using var server = await ChatServer.StartAsync(withoutRates: true);
        var name = await server.RoomAsync("bob");
        var device = server.Device("ada", encoding);
        await using var ada = await new ChatClient(device).OpenRoomAsync(name).Within();
        await using var live = await new ChatClient(server.Device("bob", encoding)).OpenRoomAsync(name).Within();

        foreach (var text in Texts)
            await ada.PostAsync(text).Within();
        var edited = await ada.PostAsync("before").Within();
        await ada.EditAsync(edited.MessageId, Texts[0]).Within();

        await live.UntilAsync(shown => shown.Texts().SequenceEqual([.. Texts, Texts[0]]));
        await using var history = await new ChatClient(server.Device("bob", encoding)).OpenRoomAsync(name).Within();
        Assert.Equal([.. Texts, Texts[0]], history.Texts());
        Assert.Equal(2, (await new ChatClient(device).SearchMessagesAsync(name, "<script> ALERT").Within()).Messages.Count);
    }

    [Fact]
    public async Task Fields_HostileTexts_AreKeptOrRefusedButNeverFail()
    {
        await using var server = await ChatServer.StartAsync(withoutRates: true);
        var device = server.Device("ada");
        var chat = new ChatClient(device);
        foreach (var text in (string[])[.. Texts, "", " ", "\0", "a\u001b[2J", "line\r\nbreak", new('x', 70_000), "\ud800"])
        {
            var room = "room-" + Guid.NewGuid().ToString("N")[..8];
            if (await TakesAsync(() => chat.CreateRoomAsync(new CreateRoomRequest(room, text, RoomVisibility.Public, text))))
                Assert.Equal(AsWritten(text), (await chat.GetRoomAsync(room).Within()).Room.Title);
            else
                await chat.CreateRoomAsync(new CreateRoomRequest(room, "Title", RoomVisibility.Public)).Within();
            var id = (await device.InvokeAsync<Message>(nameof(IChatMethods.PostMessage), new PostMessageRequest(room, "hello")).Within()).MessageId;
            await TakesAsync(() => chat.CreateRoomAsync(new CreateRoomRequest(text, "Title", RoomVisibility.Public)));
            await TakesAsync(() => chat.UpdateRoomAsync(new UpdateRoomRequest(room, text, text)));
            await TakesAsync(() => chat.InviteMemberAsync(room, text));
            await TakesAsync(() => chat.BanAsync(room, text));
            await TakesAsync(() => chat.OpenDirectAsync(text));
            await TakesAsync(() => chat.ListRoomsAsync(text, text));
            await TakesAsync(() => chat.SearchMessagesAsync(room, text));
            await TakesAsync(() => device.InvokeAsync<Message>(nameof(IChatMethods.React), new ReactRequest(room, id, text)));
            await TakesAsync(() => device.InvokeAsync<Message>(nameof(IChatMethods.PostMessage), new PostMessageRequest(room, "x", IdempotencyKey: text)));
            await TakesAsync(() => device.InvokeAsync<Message>(nameof(IChatMethods.PostMessage), new PostMessageRequest(room, text)));
        }
    }

    // Half a character can't be written in UTF-8: the replacement character leaves the client.
    private static string AsWritten(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static async Task<bool> TakesAsync(Func<Task> call)
    {
        try
        {
            await call().Within();
            return true;
        }
        catch (HubCallException refused)
        {
            Assert.True(refused.Code is ErrorCode.BadRequest or ErrorCode.PayloadTooLarge or ErrorCode.PermissionDenied or ErrorCode.Conflict, refused.Message);
            Assert.True(refused.Message.Length < 400, refused.Message);
            return false;
        }
    }
}
