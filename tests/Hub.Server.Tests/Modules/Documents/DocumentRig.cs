using RealtimeHub.Documents;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents;

/// <summary>What tests of documents do again and again.</summary>
internal static class DocumentRig
{
    public const string Id = "plan";

    /// <summary>A document that ada owns.</summary>
    public static async Task<Document> DocumentAsync(this ChatRig rig, DocumentVisibility visibility = DocumentVisibility.Public, string id = Id) =>
        await rig.Hub("ada").CreateDocument(new CreateDocumentRequest("The " + id, id, visibility));

    public static Task<PushUpdateResult> PushAsync(this ChannelHub hub, ReadOnlyMemory<byte> update, string id = Id) => hub.PushUpdate(new PushUpdateRequest(id, update));

    public static Task<OpenedDocument> OpenAsync(this ChannelHub hub, ReadOnlyMemory<byte>? known = null, string id = Id) => hub.OpenDocument(new OpenDocumentRequest(id, known));

    /// <summary>The text of the document as a user gets it who opens it.</summary>
    public static async Task<string> TextAsync(this ChatRig rig, string userId = "ada", string id = Id) => TextOf((await rig.Hub(userId).OpenAsync(id: id)).Update);

    public static string TextOf(ReadOnlyMemory<byte> update)
    {
        var doc = new YDoc();
        doc.ApplyUpdate(update.Span);
        return doc.GetText("content").ToString();
    }

    /// <summary>The updates that inserting each text at the end gives.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Typing(long client, params string[] texts) => Typing(new YDoc(client), texts);

    public static IReadOnlyList<ReadOnlyMemory<byte>> Typing(YDoc doc, params string[] texts)
    {
        var updates = new List<ReadOnlyMemory<byte>>();
        void Take(YDocUpdate update) => updates.Add(update.Update.ToArray());
        doc.Updated += Take;
        var text = doc.GetText("content");
        foreach (var one in texts)
            text.Insert(text.Length, one);
        doc.Updated -= Take;
        return updates;
    }

    /// <summary>The updates in the log.</summary>
    public static async Task<IReadOnlyList<Publication>> UpdatesAsync(this ChatRig rig, string id = Id) =>
        [.. (await rig.LogAsync("doc:" + id)).Where(publication => publication.Type == DocumentTypes.Updated)];

    public static async Task<Publication?> SnapshotAsync(this ChatRig rig, string id = Id) =>
        (await rig.Engine.ReadStateAsync(ChannelName.Parse("doc:" + id), new StateQuery { Limit = 10 }, default)).Entries.SingleOrDefault(entry => entry.Key == "snapshot");

    /// <summary>Waits for the merges that have begun.</summary>
    public static async Task MergedAsync(this ChatRig rig) => await rig.Get<DocumentCompactor>().Running;
}
