using System.Text;
using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>Links to documents, with a real server, its journal and its log.</summary>
public sealed class DocumentLinkTests
{
    [Theory]
    [InlineData(HubEncoding.Json)]
    [InlineData(HubEncoding.MessagePack)]
    public async Task Link_OverAKill_WorksAndItsSecretIsInNoFileAndNoLine(HubEncoding encoding)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.File("data") }.With("Logging:LogLevel:Default", "Trace").With("Logging:Console:LogLevel:Default", "Trace");
        CreatedLink link;
        string id;
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await using var ann = await ComeAsync(server, "Ann", encoding);
            id = (await Documents(ann).CreateDocumentAsync(new CreateDocumentRequest("Title", null, DocumentVisibility.Private))).DocumentId;
            link = await Documents(ann).CreateLinkAsync(id, DocumentRole.Editor);
            await using var bob = await ComeAsync(server, "Bob", encoding);
            Assert.Equal(DocumentRole.Editor, (await Documents(bob).UseLinkAsync(id, link.Link)).Role);
            Assert.Equal(1, Assert.Single(await Documents(ann).ListLinksAsync(id)).Users);
            await server.KillAsync();
            HasNoSecret(server, link);
        }

        await using var next = await ServerProcess.StartAsync(settings);
        await using var cid = await ComeAsync(next, "Cid", encoding);
        Assert.Equal(DocumentRole.Editor, (await Documents(cid).UseLinkAsync(id, link.Link)).Role);
        await next.StopAsync();
        HasNoSecret(next, link);

        var files = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Select(file => Encoding.UTF8.GetString(File.ReadAllBytes(file))).ToList();
        Assert.Contains(files, text => text.Contains(link.LinkId, StringComparison.Ordinal));
        Assert.DoesNotContain(files, text => text.Contains(SecretOf(link), StringComparison.Ordinal));
    }

    private static void HasNoSecret(ServerProcess server, CreatedLink link)
    {
        Assert.Contains(server.Log.Items, line => line.Text.Contains("dbug: Microsoft.AspNetCore.SignalR", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Items, line => line.Text.Contains(SecretOf(link), StringComparison.Ordinal));
    }

    private static string SecretOf(CreatedLink link) => link.Link.Split('.')[1];

    private static DocumentClient Documents(HubClient client) => new(client);

    private static async Task<HubClient> ComeAsync(ServerProcess server, string name, HubEncoding encoding)
    {
        var tokens = new RealtimeHub.Console.Connecting.GuestTokens(server.HubAddress, name, TimeProvider.System);
        var client = new HubClient(ServerFixture.Options(server.HubAddress, options => options with { Protocol = encoding, AccessTokenProvider = tokens.GetAsync }));
        await client.ConnectAsync();
        return client;
    }
}
