using RealtimeHub.Server.Tests.Api;
using RealtimeHub.Server.Tests.Modules.Documents;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Server.Tests.Webhooks;

/// <summary>Events of a real server at a real receiver.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private WebhookReceiver receiver = null!;
    private ApiServer server = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task MessagePosted_ToSeveralRoomsAtOnceWhileTriesFail_ArrivesInEachRoomsOrderOnce()
    {
        const int Rooms = 3, Messages = 20;
        var tries = 0;
        receiver.Answer = (context, _) =>
        {
            if (Interlocked.Increment(ref tries) % 3 == 0)
                context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Rooms).Select(async room =>
        {
            await CreateRoomAsync("r" + room);
            for (var n = 0; n < Messages; n++)
                await PostAsync("r" + room, $"message {n}");
        }));

        var taken = await receiver.Taken.CountAsync(Rooms * Messages);

        Assert.All(taken, one => Assert.True(one.IsSignedBy(WebhookReceiver.Secret) && one.Type == "message.posted"));
        Assert.Equal(Rooms * Messages, taken.Select(one => one.Id).Distinct().Count());
        foreach (var room in taken.GroupBy(one => one.Channel))
            Assert.Equal(Enumerable.Range(0, Messages).Select(n => $"message {n}"), room.Select(one => one.Text));
        var last = taken[^1];
        Assert.Equal("ada", last.Data.GetProperty("message").GetProperty("author").GetProperty("userId").GetString());
        Assert.Equal(last.Data.GetProperty("message").GetProperty("messageId").GetInt64(), last.Data.GetProperty("position").GetProperty("offset").GetInt64());
        Assert.All(receiver.Received.Items.GroupBy(one => one.Id), same => Assert.Single(same.Select(one => one.Body).Distinct()));
    }

    [Fact]
    public async Task MessagePosted_BeforeItIsSentTheMessageIsDeleted_HasNoText()
    {
        receiver.Refuse();
        await StartAsync();
        await CreateRoomAsync("gone");
        await PostAsync("gone", "a secret");
        await using var ada = await server.ConnectAsync("ada");
        await receiver.Received.CountAsync(1);
        await PostAsync("gone", "another");
        await ada.InvokeAsync<Message>("DeleteMessage", new DeleteMessageRequest("gone", (await server.LogAsync("chat:gone")).Last(one => one.Type == ChatTypes.Posted).Offset)).Within();
        receiver.Accept();

        var second = await receiver.Taken.FirstAsync(one => one.Data.GetProperty("position").GetProperty("offset").GetInt64() > receiver.Received.Items[0].Data.GetProperty("position").GetProperty("offset").GetInt64());

        Assert.DoesNotContain("another", second.Body, StringComparison.Ordinal);
        Assert.True(second.Data.GetProperty("message").GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task Occupied_FirstAndLastSubscriberOfSeveral_AreSentOnce()
    {
        await StartAsync("--Hub:Webhooks:test:VacatedDelay", "00:00:00", "--Hub:Webhooks:test:Channels", "topic:w*");
        await using var first = await server.ConnectAsync("ada");
        await using var second = await server.ConnectAsync("bob");
        await first.SubscribeAsync("topic:other").Within();
        await first.SubscribeAsync("topic:watched").Within();
        await receiver.Taken.CountAsync(1);
        await second.SubscribeAsync("topic:watched").Within();
        await first.DisposeAsync();
        await second.DisposeAsync();

        var taken = await receiver.Taken.CountAsync(2);
        Assert.Equal([("channel.occupied", "topic:watched"), ("channel.vacated", "topic:watched")], taken.Select(one => (one.Type, one.Channel)));
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task Occupied_OfTwoWebhooks_GoesToThatWhichWantsIt()
    {
        await using var other = await WebhookReceiver.StartAsync();
        await StartAsync(
            "--Hub:Webhooks:test:Events", "message.posted",
            "--Hub:Webhooks:other:Address", other.Address, "--Hub:Webhooks:other:Secret", WebhookReceiver.Secret, "--Hub:Webhooks:other:Events", "channel.occupied");
        await CreateRoomAsync("both");
        await using var ada = await server.ConnectAsync("ada");
        await ada.SubscribeAsync("chat:both").Within();
        await PostAsync("both", "x");

        await other.Taken.CountAsync(1);
        await receiver.Taken.CountAsync(1);
        Assert.Equal("channel.occupied", Assert.Single(other.Received.Items).Type);
        Assert.Equal("message.posted", Assert.Single(receiver.Received.Items).Type);
    }

    [Fact]
    public async Task DocumentSaved_ManyEdits_AreFewEventsAndTheLastHasTheHead()
    {
        await StartAsync("--Hub:Webhooks:test:SavedDelay", "00:00:00.050", "--Hub:Webhooks:test:Events", "document.saved");
        await using var ada = await server.ConnectAsync("ada");
        var document = await ada.InvokeAsync<Document>("CreateDocument", new CreateDocumentRequest("Plan")).Within();
        PushUpdateResult pushed = null!;
        foreach (var update in DocumentRig.Typing(1, [.. Enumerable.Repeat("word ", 30)]))
            pushed = await ada.InvokeAsync<PushUpdateResult>("PushUpdate", new PushUpdateRequest(document.DocumentId, update)).Within();

        await receiver.Taken.FirstAsync(one => one.Data.GetProperty("position").GetProperty("offset").GetInt64() >= pushed.Position.Offset);
        Assert.All(receiver.Taken.Items, one => Assert.Equal(("document.saved", document.DocumentId), (one.Type, one.Data.GetProperty("documentId").GetString())));
        Assert.True(receiver.Taken.Count <= 30);
    }

    [Fact]
    public async Task DeadLetters_OfAReceiverThatRefuses_AreListedRetriedAndDropped()
    {
        receiver.Refuse(400);
        await StartAsync("--Hub:Webhooks:test:RetryFor", "00:00:00");
        await CreateRoomAsync("dead");
        await PostAsync("dead", "one");
        await PostAsync("dead", "two");
        await TestTimeout.Until(async () => (await LettersAsync()).Count == 2);

        var letters = await LettersAsync();
        Assert.Equal(["one", "two"], letters.Select(letter => letter.GetProperty("body").GetProperty("data").GetProperty("message").GetProperty("text").GetString()));
        Assert.Equal((1, "it answered 400"), (letters[0].GetProperty("attempts").GetInt32(), letters[0].GetProperty("reason").GetString()));
        Assert.Contains("webhook test has 2 dead letters", await server.Http.GetStringAsync("health/ready"), StringComparison.Ordinal);

        var (first, second) = (letters[0].GetProperty("id").GetString(), letters[1].GetProperty("id").GetString());
        Assert.Equal("""{"delivered":false,"reason":"it answered 400"}""", (await server.SendAsync(HttpMethod.Post, $"/webhooks/test/dead-letters/{first}/retry")).Text);
        receiver.Accept();
        Assert.Equal("""{"delivered":true}""", (await server.SendAsync(HttpMethod.Post, $"/webhooks/test/dead-letters/{first}/retry")).Text);
        Assert.Equal(first, Assert.Single(receiver.Taken.Items).Id);
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, $"/webhooks/test/dead-letters/{second}")).Status);
        Assert.Equal("not_found", (await server.SendAsync(HttpMethod.Delete, $"/webhooks/test/dead-letters/{second}")).Code);
        Assert.Equal("not_found", (await server.SendAsync(HttpMethod.Post, $"/webhooks/test/dead-letters/{first}/retry")).Code);
        Assert.Empty(await LettersAsync());
        Assert.DoesNotContain("webhook", await server.Http.GetStringAsync("health/ready"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_OfWebhooks_TakesAnAdministratorAndAKnownName()
    {
        await StartAsync();

        Assert.Equal("permission_denied", (await server.GetAsync("/webhooks", ApiServer.Read)).Code);
        Assert.Equal("not_found", (await server.GetAsync("/webhooks/other/dead-letters")).Code);
        Assert.Equal("bad_request", (await server.GetAsync("/webhooks/test/dead-letters?limit=101")).Code);
        var listed = await server.GetAsync("/webhooks");
        Assert.Equal(
            """{"webhooks":[{"name":"test","events":["channel.occupied","channel.vacated","message.posted","document.saved"],"channels":"*","pending":0,"failing":0,"deadLetters":0}]}""",
            listed.Text);
        Assert.DoesNotContain("127.0.0.1", listed.Text, StringComparison.Ordinal);
    }

    private async Task StartAsync(params string[] options)
    {
        server = new ApiServer
        {
            Options =
            [
                "--Hub:Webhooks:test:Address", receiver.Address, "--Hub:Webhooks:test:Secret", WebhookReceiver.Secret,
                "--Hub:Webhooks:test:RetryDelay", "00:00:00.010", "--Hub:Webhooks:test:MaxRetryDelay", "00:00:00.050", .. options,
            ],
        };
        await server.InitializeAsync();
    }

    private async Task CreateRoomAsync(string room) =>
        Assert.Equal(200, (await server.PostAsync("/rooms?as=ada", $$"""{"room":"{{room}}","title":"Room","visibility":"public"}""")).Status);

    private async Task PostAsync(string room, string text) =>
        Assert.Equal(200, (await server.PostAsync($"/rooms/{room}/messages?as=ada", $$"""{"text":"{{text}}"}""")).Status);

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> LettersAsync() =>
        [.. (await server.GetAsync("/webhooks/test/dead-letters")).Json.GetProperty("events").EnumerateArray()];
}
