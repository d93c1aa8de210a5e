using RealtimeHub.Documents;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Search;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Search;

public class DocumentSearchTests
{
    [Theory]
    [InlineData("Buy Crème fraîche\nand tea", "creme", "Buy Crème fraîche")]
    [InlineData("Buy Crème fraîche\nand tea", "TEA frai", "and tea")]
    [InlineData("一月\n我们在上海开会，讨论预算", "上海 预算", "我们在上海开会，讨论预算")]
    [InlineData("来週の京都旅行の計画\nﾎﾃﾙを予約", "ホテル", "ﾎﾃﾙを予約")]
    [InlineData("आज की बैठक\nहिन्दी में लिखा गया", "हिन्दी", "हिन्दी में लिखा गया")]
    [InlineData("first\nwell done 👍🏽\nlast", "👍", "well done 👍🏽")]
    [InlineData("first\nI ❤ tea", "❤️", "I ❤ tea")]
    [InlineData("the family 👨‍👩‍👧 comes", "👨‍👩‍👧", "the family 👨‍👩‍👧 comes")]
    [InlineData("a → b\n∑ of all", "∑", "∑ of all")]
    [InlineData("wait…\nwhat?!", "?!", "what?!")]
    [InlineData("tea\n👍", "tea 👍", "tea")]
    public async Task ListDocuments_WordsOfATextInAnyLanguage_GivesTheDocumentAndTheLine(string text, string query, string snippet)
    {
        await using var rig = await ChatRig.StartAsync();
        await WriteAsync(rig, "a", text);
        await WriteAsync(rig, "b", "something else");

        var page = await FindAsync(rig, "bob", query);

        var found = Assert.Single(page.Documents);
        Assert.Equal(("a", snippet, DocumentRole.Editor), (found.DocumentId, found.Snippet, found.Role));
        Assert.Null(page.Incomplete);
        Assert.All((await rig.Hub("bob").ListDocuments(new ListDocumentsRequest())).Documents, document => Assert.Null(document.Snippet));
    }

    [Fact]
    public async Task ListDocuments_WordsInTitleAndText_AreFoundTogether()
    {
        await using var rig = await ChatRig.StartAsync();
        await WriteAsync(rig, "plan", "we meet in Lisbon");

        Assert.Equal(["plan"], await IdsAsync(rig, "ada", "plan lisbon"));
        Assert.Equal(["plan"], await IdsAsync(rig, "ada", "he pla"));
        Assert.Equal([], await IdsAsync(rig, "ada", "plan madrid"));
        Assert.Equal([], await IdsAsync(rig, "ada", "isbon"));
        Assert.Equal(["plan"], await IdsAsync(rig, "ada", " "));
        Assert.Equal([], await IdsAsync(rig, "ada", "???"));
    }

    [Fact]
    public async Task ListDocuments_SignsBesideWords_MustStandThereToo_PunctuationNeedNot()
    {
        await using var rig = await ChatRig.StartAsync();
        await WriteAsync(rig, "plan", "we meet in Lisbon 🎉\n👍");

        Assert.Equal(["plan"], await IdsAsync(rig, "ada", "lisbon 🎉"));
        Assert.Equal([], await IdsAsync(rig, "ada", "lisbon 🚀"));
        Assert.Equal(["plan"], await IdsAsync(rig, "ada", "plan - lisbon"));
        Assert.Equal([], await IdsAsync(rig, "ada", "🎉👍"));
    }

    [Fact]
    public async Task ListDocuments_RoleTakenAway_FindsTheTextNoMore()
    {
        await using var rig = await ChatRig.StartAsync();
        await WriteAsync(rig, "secret", "the treasure is here", DocumentVisibility.Private);
        Assert.Equal([], await IdsAsync(rig, "bob", "treasure"));
        await rig.Hub("ada").ShareDocument(new ShareDocumentRequest("secret", "bob", DocumentRole.Reader));
        Assert.Equal(["secret"], await IdsAsync(rig, "bob", "treasure"));

        await rig.Hub("ada").ShareDocument(new ShareDocumentRequest("secret", "bob", DocumentRole.None));

        Assert.Equal([], await IdsAsync(rig, "bob", "treasure"));
        Assert.Equal(["secret"], await IdsAsync(rig, "ada", "treasure"));
    }

    [Fact]
    public async Task ListDocuments_TextChanged_FindsWhatItSaysNow()
    {
        await using var rig = await ChatRig.StartAsync();
        rig.Get<TextIndexer>().Follow();
        var doc = new YDoc(1);
        await WriteAsync(rig, "a", "winter", doc: doc);
        Assert.Equal(["a"], await IdsAsync(rig, "ada", "winter"));

        var text = doc.GetText("content");
        ReadOnlyMemory<byte> update = default;
        doc.Updated += change => update = change.Update.ToArray();
        doc.Transact(_ =>
        {
            text.Delete(0, text.Length);
            text.Insert(0, "summer");
        });
        await rig.Hub("bob").PushAsync(update, "a");
        await SweptAsync(rig);

        Assert.Equal([], await IdsAsync(rig, "ada", "winter"));
        Assert.Equal(["a"], await IdsAsync(rig, "ada", "summer"));
    }

    [Fact]
    public async Task ListDocuments_VersionRestored_FindsWhatTheVersionSays()
    {
        await using var rig = await ChatRig.StartAsync();
        rig.Get<TextIndexer>().Follow();
        var doc = new YDoc(1);
        await WriteAsync(rig, "a", "winter", doc: doc);
        var version = await rig.Hub("ada").SaveVersion(new SaveVersionRequest("a"));
        foreach (var update in DocumentRig.Typing(doc, " and summer"))
            await rig.Hub("ada").PushAsync(update, "a");
        await SweptAsync(rig);
        Assert.Equal(["a"], await IdsAsync(rig, "ada", "summer"));

        await rig.Hub("ada").RestoreVersion(new RestoreVersionRequest("a", version.VersionId));
        await SweptAsync(rig);

        Assert.Equal([], await IdsAsync(rig, "ada", "summer"));
        Assert.Equal(["a"], await IdsAsync(rig, "ada", "winter"));
    }

    [Fact]
    public async Task ListDocuments_DocumentDeleted_IsNotFoundAndNotHeld()
    {
        await using var rig = await ChatRig.StartAsync();
        rig.Get<TextIndexer>().Follow();
        await WriteAsync(rig, "a", "winter");
        Assert.Equal(["a"], await IdsAsync(rig, "ada", "winter"));

        await rig.Hub("ada").DeleteDocument(new DeleteDocumentRequest("a"));
        Assert.Equal(0, rig.Get<TextIndex>().Count);
        await SweptAsync(rig);

        Assert.Equal([], await IdsAsync(rig, "ada", "winter"));
        Assert.Equal(0, rig.Get<TextIndex>().Count);
    }

    [Fact]
    public async Task ListDocuments_NoRoomForATextInTheIndex_SaysThatItIsIncomplete()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:IndexedCharacters", "10"));
        await WriteAsync(rig, "a", "winter");
        await WriteAsync(rig, "b", "winter in the mountains");

        var page = await FindAsync(rig, "ada", "winter");

        Assert.Equal(("a", true), (Assert.Single(page.Documents).DocumentId, page.Incomplete));
        Assert.Equal(["b"], await IdsAsync(rig, "ada", "the b"));
    }

    [Fact]
    public async Task ListDocuments_Pages_GiveEachFindOnce()
    {
        await using var rig = await ChatRig.StartAsync();
        for (var i = 0; i < 7; i++)
            await WriteAsync(rig, $"d{i}", i % 2 == 0 ? "winter" : "summer");

        var first = await rig.Hub("bob").ListDocuments(new ListDocumentsRequest("winter", Limit: 3));
        var second = await rig.Hub("bob").ListDocuments(new ListDocumentsRequest("winter", first.Next, 3));

        Assert.Equal(["d0", "d2", "d4", "d6"], first.Documents.Concat(second.Documents).Select(document => document.DocumentId));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("a b c d e f g h i j k l m n o p q r s t u")]
    [InlineData("a\u0000b")]
    public async Task ListDocuments_QueryOutOfItsLimits_IsABadRequest(string query)
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.Hub("ada").ListDocuments(new ListDocumentsRequest(query)).RefusedAsync(ErrorCode.BadRequest);
    }

    internal static async Task WriteAsync(ChatRig rig, string id, string text, DocumentVisibility visibility = DocumentVisibility.Public, YDoc? doc = null)
    {
        await rig.DocumentAsync(visibility, id);
        foreach (var update in DocumentRig.Typing(doc ?? new YDoc(), text))
            await rig.Hub("ada").PushAsync(update, id);
    }

    private static async Task<DocumentPage> FindAsync(ChatRig rig, string userId, string query) => await rig.Hub(userId).ListDocuments(new ListDocumentsRequest(query));

    private static async Task<IEnumerable<string>> IdsAsync(ChatRig rig, string userId, string query) =>
        (await FindAsync(rig, userId, query)).Documents.Select(document => document.DocumentId);

    private static async Task SweptAsync(ChatRig rig)
    {
        rig.Time.Advance(TextIndexer.Delay);
        await rig.Get<TextIndexer>().SweepAsync(default);
    }
}
