using System.Text.Json;

namespace RealtimeHub.Documents.Tests.Model;

[Collection(YjsTests.Name)]
public sealed class RelativePositionTests(YjsOracle yjs)
{
    [Fact]
    public void Create_EveryIndex_EncodesAndResolvesAsYjs()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var activity = yjs.Activity(seed);
            yjs.Call("open", "positions", 1);
            yjs.Call("apply", "positions", new[] { activity.Update });
            yjs.Call("run", "positions", new object[] { new object[] { new object[] { "nestText", "map", "nested", "nested text" } } });
            var document = new YDoc(2);
            document.ApplyUpdate(yjs.Call("snapshot", "positions").GetProperty("update").GetBytesFromBase64());
            var later = new YDoc(3);
            later.ApplyUpdate(document.EncodeStateAsUpdate());
            later.GetText("text").Insert(0, "before");
            later.GetText("text").Delete(8, Math.Min(5, later.GetText("text").Length - 8));
            yjs.Call("open", "later", 1);
            yjs.Call("apply", "later", new[] { later.EncodeStateAsUpdate() });

            foreach (var (root, type) in new (string, YType)[] { ("text", document.GetText("text")), ("array", document.GetArray("array")), ("nested", (YType)document.GetMap("map")["nested"]!) })
            {
                for (var index = 0; index <= (type is YText text ? text.Length : ((YArray)type).Count); index += 3)
                {
                    foreach (var association in new[] { 0, -1 })
                        Compare(later, root, RelativePosition.Create(type, index, association), yjs.Bytes("relative", "positions", root, index, association));
                }
            }
        }
    }

    [Fact]
    public void Decode_Malformed_Throws()
    {
        foreach (var bytes in new byte[][] { [], [3], [0, 1], [1, 5], [2, 0xff], [0, 1, 1, 0, 0] })
            Assert.Throws<InvalidUpdateException>(() => RelativePosition.Decode(bytes));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"tname":5}""")]
    [InlineData("""{"item":{"client":1}}""")]
    [InlineData("""{"item":{"client":-1,"clock":0}}""")]
    [InlineData("""{"item":{"client":1,"clock":4294967296}}""")]
    [InlineData("""{"item":{"client":9007199254740993,"clock":0}}""")]
    [InlineData("""{"type":"x"}""")]
    [InlineData("""{"tname":"text","assoc":"0"}""")]
    public void TryParse_NoPosition_IsFalse(string json) => Assert.False(RelativePosition.TryParse(JsonDocument.Parse(json).RootElement, out _));

    [Fact]
    public void IndexIn_AnotherType_GivesNullAndMakesNoType()
    {
        var document = new YDoc(1);
        var text = document.GetText("text");
        text.Insert(0, "abc");

        Assert.Equal(2, RelativePosition.Create(text, 2).IndexIn(text));
        Assert.Equal(3, RelativePosition.Create(text, 3).IndexIn(text));
        Assert.Null(RelativePosition.Create(text, 2).IndexIn(document.GetText("other")));
        Assert.True(RelativePosition.TryParse(JsonDocument.Parse("""{"tname":"unheard"}""").RootElement, out var position));
        Assert.Null(position.IndexIn(text));
        Assert.DoesNotContain("unheard", document.RootNames);
    }

    [Fact]
    public void Resolve_UnknownItem_GivesNull() => Assert.Null(RelativePosition.Decode([0, 9, 9, 0]).Resolve(new YDoc()));

    private void Compare(YDoc document, string root, RelativePosition ours, byte[] theirs)
    {
        Assert.Equal(theirs, ours.Encode());
        Assert.Equal(ours, RelativePosition.Decode(theirs));
        var json = JsonDocument.Parse(ours.ToJson()).RootElement;
        Assert.Equal(theirs, yjs.Bytes("relativeFromJson", json));
        Assert.True(RelativePosition.TryParse(json, out var parsed));
        Assert.Equal(ours, parsed);
        var found = ours.Resolve(document);
        var expected = yjs.Call("absolute", "later", theirs);
        Assert.True(found is not null, root);
        Assert.Equal(expected.GetProperty("index").GetInt32(), found.Value.Index);
    }
}
