using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Documents.</summary>
internal sealed class DocumentEndpoints(DocumentsModule documents, ApiOptions options) : IApiEndpoints
{
    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/documents", "listDocuments", "Lists the public documents, in the order of their ids.", ApiScopes.Read)
            {
                Query =
                [
                    new ApiField("after", ApiFieldKind.Text, "The page starts after this document; the next of the page before."),
                    new ApiField("limit", ApiFieldKind.Number, "The most documents; 100 when absent."),
                ],
            },
            ApiJson.Default.DocumentPage,
            ListAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, "/documents/{id}/text", "readText", "Reads what a document says, without formats.", ApiScopes.Read)
            {
                Query = [new ApiField("name", ApiFieldKind.Text, "The root type to read; the document's text when absent.")],
            },
            ApiJson.Default.DocumentText,
            ReadTextAsync);
    }

    private async ValueTask<Outcome<DocumentPage>> ListAsync(ApiCall call) =>
        call.Text("after").IsRefused(out var refusal, out var after) || call.PageSize(options.MaxPageEntries).IsRefused(out refusal, out var limit)
            ? refusal
            : await documents.Reading.PublicAsync(after, limit, call.Ended);

    private async ValueTask<Outcome<DocumentText>> ReadTextAsync(ApiCall call) =>
        call.Segment("id").IsRefused(out var refusal, out var id) || call.Text("name").IsRefused(out refusal, out var name)
            ? refusal
            : await documents.Texts.ReadFromServerAsync(new ReadTextRequest(id, name), call.Ended);
}
