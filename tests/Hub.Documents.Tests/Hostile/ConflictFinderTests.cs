using System.Numerics;

namespace RealtimeHub.Documents.Tests.Hostile;

[Collection(YjsTests.Name)]
public sealed class ConflictFinderTests(YjsOracle yjs)
{
    [Fact]
    public void FindConflict_WhatTheSameClientsMade_FindsNone()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var activity = yjs.Activity(seed);
            var document = new YDoc();
            document.ApplyUpdate(activity.Update);
            var partial = new YDoc(collectGarbage: false);
            foreach (var update in activity.Updates[..(activity.Updates.Length / 2)])
                partial.ApplyUpdate(update);
            foreach (var update in activity.Updates.Append(activity.Update).Append(partial.EncodeStateAsUpdate()))
            {
                Assert.Null(document.FindConflict(update));
                Assert.Null(partial.FindConflict(update));
            }
        }
    }

    [Fact]
    public void FindConflict_OtherClientIds_FindsNone()
    {
        var document = new YDoc(1);
        document.GetText("text").Insert(0, "one");
        var other = new YDoc(2);
        other.GetText("text").Insert(0, "two");
        Assert.Null(document.FindConflict(other.EncodeStateAsUpdate()));
    }

    [Theory]
    [InlineData("text", 0, 1)]
    [InlineData("values", 1, 1)]
    [InlineData("bytes", 0, 1)]
    [InlineData("embed", 0, 1)]
    [InlineData("format", 0, 1)]
    [InlineData("type", 0, 1)]
    [InlineData("kind", 0, 1)]
    public void FindConflict_OneClientIdTwice_NamesTheClocks(string what, int clock, int length)
    {
        Assert.Equal(new ClientRange(7, 0, 3), Document("abc").FindConflict(Document("abd").EncodeStateAsUpdate()));
        var conflict = Make(what, false).FindConflict(Make(what, true).EncodeStateAsUpdate());
        Assert.Equal(7, conflict!.Value.Client);
        Assert.True(conflict.Value.Clock <= clock && conflict.Value.End >= clock + length);
        Assert.Null(Make(what, true).FindConflict(Make(what, true).EncodeStateAsUpdate()));
    }

    private static YDoc Document(string text)
    {
        var document = new YDoc(7);
        document.GetText("text").Insert(0, text);
        return document;
    }

    private static YDoc Make(string what, bool other)
    {
        var document = new YDoc(7);
        switch (what)
        {
            case "text":
                document.GetText("root").Insert(0, other ? "x" : "y");
                break;
            case "values":
                document.GetArray("root").Add(1, other ? new BigInteger(5) : "five", new Dictionary<string, object?> { ["a"] = 1 });
                break;
            case "bytes":
                document.GetArray("root").Add(new byte[] { 1, (byte)(other ? 2 : 3) });
                break;
            case "embed":
                document.GetText("root").InsertEmbed(0, new Dictionary<string, object?> { ["image"] = other ? "a" : "b" });
                break;
            case "format":
                document.GetText("root").Insert(0, "x", new Dictionary<string, object?> { [other ? "bold" : "italic"] = true });
                break;
            case "type":
                document.GetXmlFragment("root").Insert(0, new YXmlElement(other ? "p" : "h1"));
                break;
            default:
                if (other)
                    document.GetText("root").Insert(0, "x");
                else
                    document.GetArray("root").Add("x");
                break;
        }

        return document;
    }
}
