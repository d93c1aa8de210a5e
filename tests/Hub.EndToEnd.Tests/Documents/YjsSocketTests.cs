using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Documents;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>Rights, limits and refusals at <c>/yjs/{documentId}</c>.</summary>
public sealed class YjsSocketTests(YjsSocketTests.Fixture fixture) : IClassFixture<YjsSocketTests.Fixture>
{
    [Fact]
    public async Task Connect_WithoutATokenOrRights_IsDeniedAndClosedForGood()
    {
        var ada = await fixture.UserAsync("ada");
        var bob = await fixture.UserAsync("bob");
        var document = await ada.CreateAsync(DocumentVisibility.Private);

        await using var anonymous = await YjsSocket.ConnectAsync(fixture.Address, document, null);
        Assert.Equal(4401, await anonymous.ClosedAsync());
        await using var forbidden = await YjsSocket.ConnectAsync(fixture.Address, document, bob.Token);
        await using var missing = await YjsSocket.ConnectAsync(fixture.Address, "missing", bob.Token);
        Assert.Equal((await forbidden.DeniedAsync()).Replace(document, "missing", StringComparison.Ordinal), await missing.DeniedAsync());
        Assert.Equal((4403, 4403), (await forbidden.ClosedAsync(), await missing.ClosedAsync()));
        Assert.DoesNotContain(forbidden.Received.Items, message => message.Kind != SyncMessageKind.Denied);
    }

    [Fact]
    public async Task Connect_InvalidTokenForeignOriginOrNoWebSocket_IsRefused()
    {
        using var http = new HttpClient { BaseAddress = fixture.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("yjs/a?access_token=no-token", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri("yjs/a", UriKind.Relative))).StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "yjs/a") { Headers = { { "Origin", "https://evil.example" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(foreign)).StatusCode);
    }

    [Fact]
    public async Task Update_ByAReader_IsDeniedAndTheReaderStays()
    {
        var ada = await fixture.UserAsync("ada");
        var bob = await fixture.UserAsync("bob");
        var document = await ada.CreateAsync(DocumentVisibility.Private);
        await ada.ShareAsync(document, bob, DocumentRole.Reader);
        await using var reader = await YjsSocket.ConnectAsync(fixture.Address, document, bob.Token);
        await reader.SendAsync(SyncMessageKind.Step1, new StateVector().Encode());
        await reader.Received.FirstAsync(message => message.Kind == SyncMessageKind.Step2);

        await reader.SendAsync(SyncMessageKind.Update, Typed(2, "not mine"));
        Assert.Contains("editor", await reader.DeniedAsync(), StringComparison.Ordinal);
        await ada.PushAsync(document, Typed(1, "hers"));
        await reader.Received.FirstAsync(message => message.Kind == SyncMessageKind.Update);

        Assert.Equal("hers", reader.Document.GetText("content").ToString());
        Assert.Equal("hers", await ada.TextAsync(document));
        Assert.DoesNotContain(reader.Received.Items, message => message.Kind == SyncMessageKind.Step1);
    }

    [Fact]
    public async Task Share_RoleTakenAway_EndsTheConnectionAtOnce()
    {
        var ada = await fixture.UserAsync("ada");
        var bob = await fixture.UserAsync("bob");
        var document = await ada.CreateAsync(DocumentVisibility.Private);
        await ada.ShareAsync(document, bob, DocumentRole.Editor);
        await using var editor = await YjsSocket.ConnectAsync(fixture.Address, document, bob.Token);
        await editor.Received.FirstAsync(message => message.Kind == SyncMessageKind.Step1);
        await editor.SendAsync(SyncMessageKind.Step1, new StateVector().Encode());
        await editor.Received.FirstAsync(message => message.Kind == SyncMessageKind.Step2);

        await ada.ShareAsync(document, bob, DocumentRole.None);
        await ada.PushAsync(document, Typed(1, "secret"));

        Assert.Equal(4403, await editor.ClosedAsync());
        Assert.DoesNotContain(editor.Received.Items, message => message.Kind == SyncMessageKind.Update);
        await using var again = await YjsSocket.ConnectAsync(fixture.Address, document, bob.Token);
        Assert.Equal(4403, await again.ClosedAsync());
    }

    [Theory]
    [InlineData("000201ff", 4400)]
    [InlineData("0002", 4400)]
    [InlineData("ffffffffffffffffffffff", 4400)]
    [InlineData("000001ff", 4400)]
    [InlineData("0102ffff", 4400)]
    [InlineData("large", 4413)]
    [InlineData("text", 4400)]
    public async Task Message_ThatIsMalformedOrTooLarge_EndsTheConnectionAndIsStoredNowhere(string hex, int code)
    {
        var ada = await fixture.UserAsync("ada");
        var document = await ada.CreateAsync(DocumentVisibility.Private);
        await using var socket = await YjsSocket.ConnectAsync(fixture.Address, document, ada.Token);

        if (hex == "large")
            await socket.SendAsync(SyncMessageKind.Update, new byte[(1024 * 1024) + 100]);
        else if (hex == "text")
            await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text);
        else
            await socket.SendAsync(Convert.FromHexString(hex));

        Assert.Equal(code, await socket.ClosedAsync());
        Assert.Equal(0, (await ada.Connection.InvokeAsync<OpenedDocument>("OpenDocument", new OpenDocumentRequest(document))).Position.Offset);
    }

    [Fact]
    public async Task Awareness_OfAnotherUsersClient_IsPassedOver()
    {
        var ada = await fixture.UserAsync("ada");
        var bob = await fixture.UserAsync("bob");
        var document = await ada.CreateAsync(DocumentVisibility.Public);
        await using var hers = await YjsSocket.ConnectAsync(fixture.Address, document, ada.Token);
        var his = await YjsSocket.ConnectAsync(fixture.Address, document, bob.Token);
        await hers.SendAsync(SyncMessageKind.Awareness, AwarenessUpdate.Encode([new AwarenessEntry(1, 1, """{"name":"ada"}""")]));
        await his.Received.FirstAsync(message => message.Kind == SyncMessageKind.Awareness);

        await his.SendAsync(SyncMessageKind.Awareness, AwarenessUpdate.Encode([new AwarenessEntry(1, 9, """{"name":"evil"}"""), new AwarenessEntry(2, 1, """{"name":"bob"}""")]));

        Assert.Equal(["1 {\"name\":\"ada\"}", "2 {\"name\":\"bob\"}"], await SeenAsync(hers, 2));
        await his.DisposeAsync();
        Assert.Equal("2 ", (await SeenAsync(hers, 3))[^1]);
    }

    [Fact]
    public async Task Stop_OfTheServer_ClosesSoThatProvidersComeBack()
    {
        await using var server = await ServerProcess.StartAsync();
        var ada = await Fixture.UserAsync(server.Address, "ada");
        var document = await ada.CreateAsync(DocumentVisibility.Public);
        await ada.Connection.StopAsync();
        await using var socket = await YjsSocket.ConnectAsync(server.Address, document, ada.Token);
        await socket.Received.FirstAsync(message => message.Kind == SyncMessageKind.Step1);

        var stopping = server.StopAsync();

        Assert.Equal(1013, await socket.ClosedAsync());
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task Token_WithEverythingLogged_IsInNoLine()
    {
        await using var server = await ServerProcess.StartAsync(new ServerSettings().With("Logging:LogLevel:Default", "Trace")
            .With("Logging:Console:LogLevel:Default", "Trace")
            .With("Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics*", "Trace")
            .With("Logging:Console:FormatterOptions:IncludeScopes", "true"));
        var ada = await Fixture.UserAsync(server.Address, "ada");
        var document = await ada.CreateAsync(DocumentVisibility.Public);
        await using (var socket = await YjsSocket.ConnectAsync(server.Address, document, ada.Token))
            await socket.Received.FirstAsync(message => message.Kind == SyncMessageKind.Step1);
        await server.StopAsync();

        Assert.Contains(server.Log.Items, line => line.Text.Contains("/yjs/" + document, StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Items, line => line.Text.Contains(ada.Token.Split('.')[1][..40], StringComparison.Ordinal));
    }

    private static byte[] Typed(long client, string text)
    {
        var doc = new YDoc(client);
        doc.GetText("content").Insert(0, text);
        return doc.EncodeStateAsUpdate();
    }

    private static async Task<string[]> SeenAsync(YjsSocket socket, int entries)
    {
        string[] Seen(IReadOnlyList<SyncMessage> messages) =>
        [
            .. messages.Where(message => message.Kind == SyncMessageKind.Awareness)
                .SelectMany(message => AwarenessUpdate.Decode(message.Content.Span))
                .Select(entry => $"{entry.Client} {entry.State}"),
        ];
        return Seen(await socket.Received.UntilAsync(messages => Seen(messages).Length >= entries));
    }

    /// <summary>A server, and users of it.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private ServerProcess server = null!;

        internal Uri Address => server.Address;

        public async Task InitializeAsync() => server = await ServerProcess.StartAsync();

        public async Task DisposeAsync() => await server.DisposeAsync();

        internal Task<HubUser> UserAsync(string name) => UserAsync(Address, name);

        internal static async Task<HubUser> UserAsync(Uri address, string name)
        {
            using var http = new HttpClient { BaseAddress = address };
            var answer = await http.PostAsJsonAsync("auth/guest", new GuestRequest(name), HubJson.Default.GuestRequest);
            var guest = (await answer.Content.ReadFromJsonAsync(HubJson.Default.GuestToken))!;
            var connection = new HubConnectionBuilder()
                .WithUrl(new Uri(address, "hub"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(guest.Token))
                .AddJsonProtocol(options => options.PayloadSerializerOptions = HubJson.Default.Options)
                .Build();
            await connection.StartAsync().Within();
            return new HubUser(connection, guest.UserId, guest.Token);
        }
    }
}

/// <summary>A user on the hub, with the official client.</summary>
internal sealed record HubUser(HubConnection Connection, string UserId, string Token)
{
    public async Task<string> CreateAsync(DocumentVisibility visibility) =>
        (await Connection.InvokeAsync<Document>("CreateDocument", new CreateDocumentRequest("Plan", Visibility: visibility)).Within()).DocumentId;

    public Task ShareAsync(string document, HubUser with, DocumentRole role) =>
        Connection.InvokeAsync("ShareDocument", new ShareDocumentRequest(document, with.UserId, role)).Within();

    public Task PushAsync(string document, byte[] update) => Connection.InvokeAsync<PushUpdateResult>("PushUpdate", new PushUpdateRequest(document, update)).Within();

    public async Task<string> TextAsync(string document) =>
        (await Connection.InvokeAsync<DocumentText>("ReadText", new ReadTextRequest(document, "content")).Within()).Text;
}
