using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.Console.Connecting;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>A guest with a connection.</summary>
internal sealed class Writer(HubClient client) : IAsyncDisposable
{
    public DocumentClient Documents { get; } = new(client);

    public string UserId => client.Welcome!.UserId!;

    public static async Task<Writer> ComeAsync(Uri hub, string name, HubEncoding encoding = HubEncoding.Json)
    {
        var tokens = new GuestTokens(hub, name, TimeProvider.System);
        var client = new HubClient(ServerFixture.Options(hub, options => options with { Protocol = encoding, AccessTokenProvider = tokens.GetAsync }));
        await client.ConnectAsync();
        return new Writer(client);
    }

    public async Task<string> CreateAsync(DocumentVisibility visibility) =>
        (await Documents.CreateDocumentAsync(new CreateDocumentRequest("Title", null, visibility))).DocumentId;

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
