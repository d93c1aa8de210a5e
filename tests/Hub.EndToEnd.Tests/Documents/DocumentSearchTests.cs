using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>Documents found by their texts on a real server.</summary>
public sealed class DocumentSearchTests
{
    [Theory]
    [InlineData(HubEncoding.Json)]
    [InlineData(HubEncoding.MessagePack)]
    public async Task ListDocuments_AfterTheServerWasKilled_FindsTextsThatWereAcknowledged(HubEncoding encoding)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.File("data") };
        var server = await ServerProcess.StartAsync(settings);
        try
        {
            await using var ann = await Writer.ComeAsync(server.HubAddress, "Ann", encoding);
            await using var bob = await Writer.ComeAsync(server.HubAddress, "Bob", encoding);
            var (open, hidden) = (await ann.CreateAsync(DocumentVisibility.Public), await ann.CreateAsync(DocumentVisibility.Private));
            await WriteAsync(ann, open, "一月\n京都の秋は美しい");
            await WriteAsync(ann, hidden, "京都旅行の予算");
            var port = server.Address.Port;
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(settings with { Port = port });

            Assert.Equal([(open, "京都の秋は美しい")], await FindAsync(bob, "京都"));
            Assert.Equal(
                [.. ((string, string?)[])[(open, "京都の秋は美しい"), (hidden, "京都旅行の予算")]],
                (await FindAsync(ann, "京都")).OrderBy(found => found.Id != open));
            Assert.Equal([(hidden, "京都旅行の予算")], await FindAsync(ann, "予算 旅行"));
            Assert.Empty(await FindAsync(bob, "予算"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task WriteAsync(Writer writer, string id, string text)
    {
        await using var document = await writer.Documents.OpenDocumentAsync(id);
        document.Edit(one => one.GetText(SharedDocument.DefaultTextName).Insert(0, text));
        await document.SaveAsync().Within();
    }

    private static async Task<List<(string Id, string? Snippet)>> FindAsync(Writer writer, string query)
    {
        var page = await writer.Documents.ListDocumentsAsync(query).Within();
        Assert.Null(page.Incomplete);
        return [.. page.Documents.Select(document => (document.DocumentId, document.Snippet))];
    }
}
