using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Documents.</summary>
internal sealed class DocumentEndpoints(DocumentsModule documents) : IApiEndpoints
{
    public void Map(ApiMap map) => map.Add(
        new ApiOperation(HttpMethods.Get, "/documents/{id}/text", "readText", "Reads what a document says, without formats.", ApiScopes.Read)
        {
            Query = [new ApiField("name", ApiFieldKind.Text, "The root type to read; the document's text when absent.")],
        },
        ApiJson.Default.DocumentText,
        ReadTextAsync);

    private async ValueTask<Outcome<DocumentText>> ReadTextAsync(ApiCall call) =>
        call.Segment("id").IsRefused(out var refusal, out var id) || call.Text("name").IsRefused(out refusal, out var name)
            ? refusal
            : await documents.Texts.ReadFromServerAsync(new ReadTextRequest(id, name), call.Ended);
}
