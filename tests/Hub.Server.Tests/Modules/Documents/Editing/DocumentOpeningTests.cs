using RealtimeHub.Documents;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Editing;

public class DocumentOpeningTests
{
    [Fact]
    public async Task OpenDocument_WithAStateVector_GivesOnlyWhatIsMissing()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var doc = new YDoc(1);
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(doc, new string('x', 500))[0]);
        var known = doc.GetStateVector().Encode();
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(doc, "new")[0]);

        var opened = await rig.Hub("bob").OpenAsync(known);

        Assert.InRange(opened.Update.Length, 1, 100);
        Assert.Equal(doc.GetStateVector(), StateVector.Decode(opened.StateVector.Span));
        Assert.Equal((2, DocumentAccess.Write), (opened.Position.Offset, opened.Access));
        Assert.Equal("The plan", opened.Document.Title);
    }

    [Fact]
    public async Task OpenDocument_StateVectorThatIsNone_IsABadRequest()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();

        var refusal = await rig.Hub("ada").OpenAsync(new byte[] { 0xFF }).RefusedAsync();

        Assert.Equal((ErrorCode.BadRequest, "stateVector"), (refusal.Code, refusal.Details!.Field));
    }

    [Fact]
    public async Task OpenDocument_WhileOthersPush_UpdateAndPublicationsBehindItAreEverything()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:CompactAfterUpdates", "5"), ("Hub:Limits:PublishesPerSecond", "0"), ("Hub:Limits:SubscribesPerSecond", "0"));
        await rig.DocumentAsync();
        var writer = rig.Hub("ada");
        var typed = DocumentRig.Typing(1, [.. Enumerable.Range(0, 60).Select(i => $"{i} ")]);
        var all = new List<Publication>();
        var readers = Enumerable.Range(0, 10).Select(i => rig.Hub("bob", $"c-bob-{i}")).ToArray();

        var writing = Task.Run(async () =>
        {
            foreach (var update in typed)
                all.Add(new Publication { Channel = default, Offset = (await writer.PushAsync(update)).Position.Offset, Type = "", Data = new DocumentUpdate(update).ToPayload(), Time = 0 });
        });
        var opened = new List<OpenedDocument>();
        foreach (var reader in readers)
            opened.Add(await reader.OpenAsync());
        await writing;

        foreach (var open in opened)
        {
            var copy = new YDoc();
            copy.ApplyUpdate(open.Update.Span);
            foreach (var publication in all.Where(publication => publication.Offset > open.Position.Offset))
                copy.ApplyUpdate(DocumentUpdate.FromPayload(publication.Data).Update.Span);
            Assert.Equal(string.Concat(Enumerable.Range(0, 60).Select(i => $"{i} ")), copy.GetText("content").ToString());
        }
    }

    [Fact]
    public async Task CloseDocument_Open_EndsTheSubscription()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var hub = rig.Hub("bob");
        await hub.OpenAsync();

        await hub.CloseDocument(new CloseDocumentRequest(DocumentRig.Id));
        await hub.CloseDocument(new CloseDocumentRequest(DocumentRig.Id));

        await hub.PushAwareness(new PushAwarenessRequest(DocumentRig.Id, new byte[] { 0 })).RefusedAsync(ErrorCode.BadRequest);
    }
}
