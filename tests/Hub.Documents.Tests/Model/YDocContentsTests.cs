namespace RealtimeHub.Documents.Tests.Model;

[Collection(YjsTests.Name)]
public sealed class YDocContentsTests(YjsOracle yjs)
{
    [Fact]
    public void ReplaceContents_RandomDocuments_ShowWhatTheOtherShowsHereAndInYjs()
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var before = yjs.Activity(seed).Update;
            var version = Load(yjs.Activity(seed + 100).Update);

            // As on a server: the kinds of the root types are not known.
            var document = Load(before);
            var updates = new List<byte[]>();
            document.Updated += change => updates.Add(change.Update.ToArray());
            document.ReplaceContents(version);
            var update = Assert.Single(updates);
            document.ReplaceContents(version);
            Assert.Single(updates);

            var wanted = PlainContents.Of(version);
            Assert.Equal(wanted, PlainContents.Of(document));
            Assert.Equal(wanted, PlainContents.Of(Load(before, update)));
            yjs.Call("open", "restored", 1);
            yjs.Call("apply", "restored", new[] { before, update });
            Assert.Equal(wanted, PlainContents.Normalized(yjs.Call("snapshot", "restored").GetProperty("contents")));
        }
    }

    [Fact]
    public void ReplaceContents_RootThatShowsTheSame_StaysAsItIs()
    {
        var document = new YDoc(1);
        document.GetText("text").Insert(0, "old");
        document.GetMap("map").Set("key", 1);
        var version = Load(document.EncodeStateAsUpdate());
        document.GetText("text").Insert(3, "er");

        document.ReplaceContents(version);

        Assert.Equal("old", document.GetText("text").ToString());
        Assert.DoesNotContain(document.GetDeleteSet().RangesOf(1), range => range.Clock < 4 && range.End > 3);
        Assert.Equal(1d, document.GetMap("map")["key"]);
    }

    [Fact]
    public void ReplaceContents_ConcurrentEdit_IsKept()
    {
        var document = new YDoc(1);
        document.GetText("text").Insert(0, "present");
        var other = Load(document.EncodeStateAsUpdate());
        other.GetText("text").Insert(7, "!");
        var version = new YDoc(3);
        version.GetText("text").Insert(0, "past");

        document.ReplaceContents(version);
        document.ApplyUpdate(other.EncodeStateAsUpdate());
        other.ApplyUpdate(document.EncodeStateAsUpdate());

        Assert.Contains("past", document.GetText("text").ToString());
        Assert.Contains("!", document.GetText("text").ToString());
        Assert.Equal(document.GetText("text").ToString(), other.GetText("text").ToString());
    }

    [Fact]
    public void ReplaceContents_TypesNestedDeeply_NeedNoStack()
    {
        const int depth = 100_000;
        object[] types = [.. Enumerable.Range(1, depth).SelectMany(clock => new object[] { new byte[] { 7, 0 }, 7, clock - 1, new byte[] { 0 } })];
        var version = Load(Bytes.Of([1, depth + 1, 7, 0, new byte[] { 7, 1 }, "array", new byte[] { 0 }, .. types, 0]));
        var document = new YDoc(1);

        document.ReplaceContents(version);

        Assert.Equal(depth + 1, document.GetStateVector()[1]);
        Assert.Equal("", document.ReadText());
    }

    [Fact]
    public void ReadText_RootsOfAllKinds_GivesTheirStrings()
    {
        var made = new YDoc(1);
        var text = made.GetText("text");
        text.Insert(0, "one two\n");
        text.Format(0, 3, new Dictionary<string, object?> { ["bold"] = true });
        text.InsertEmbed(4, new Dictionary<string, object?> { ["image"] = "cat.png" });
        text.Delete(0, 1);
        made.GetMap("map").Set("key", "value");
        var xml = made.GetXmlFragment("xml");
        xml.Insert(0, new YXmlElement("heading"), new YXmlElement("list"));
        ((YXmlElement)xml[0]).Insert(0, new YXmlText("Head"), new YXmlText("ing"));
        ((YXmlElement)xml[1]).Insert(0, new YXmlElement("item"), new YXmlElement("item"));
        ((YXmlElement)((YXmlElement)xml[1])[0]).Insert(0, new YXmlText("first"));
        ((YXmlElement)((YXmlElement)xml[1])[1]).Insert(0, new YXmlText("second"));
        var document = Load(made.EncodeStateAsUpdate());

        Assert.Equal("ne two\n", document.ReadText("text"));
        Assert.Equal("", document.ReadText("map"));
        Assert.Equal("", document.ReadText("other"));
        Assert.Equal("Heading\nfirst\nsecond", document.ReadText("xml"));
        Assert.Equal(["Heading", "first", "ne two", "second"], document.ReadText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.DoesNotContain("other", document.RootNames);
    }

    private static YDoc Load(params byte[][] updates)
    {
        var document = new YDoc();
        foreach (var update in updates)
            document.ApplyUpdate(update);
        return document;
    }
}
