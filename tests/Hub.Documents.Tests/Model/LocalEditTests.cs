using System.Text.Json;

namespace RealtimeHub.Documents.Tests.Model;

/// <summary>The same edits by the same client id make the same updates in C# and in yjs.</summary>
[Collection(YjsTests.Name)]
public sealed class LocalEditTests(YjsOracle yjs)
{
    private static readonly string[] Words = ["a", "word ", "漢字", "😀", "line\n", new('x', 80)];

    [Fact]
    public void Edits_RandomText_MakesTheUpdatesOfYjs() => Compare(60, 60, formats: false);

    [Fact]
    public void Edits_RandomFormattedTextAndTypes_MakesTheUpdatesOfYjs() => Compare(120, 40, formats: true);

    private void Compare(int seeds, int steps, bool formats)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var editor = new ScriptedEditor(new Random(seed), formats);
            var updates = new List<string>();
            editor.Document.Updated += change => updates.Add(Convert.ToBase64String(change.Update.Span));
            var transactions = Enumerable.Range(0, steps).Select(_ => editor.Transact()).ToList();

            yjs.Call("open", "local", ScriptedEditor.Client);
            var theirs = yjs.Call("run", "local", transactions).EnumerateArray().Select(update => update.GetString()!).ToList();
            for (var i = 0; i < Math.Min(theirs.Count, updates.Count); i++)
                Assert.True(theirs[i] == updates[i], $"seed {seed}, update {i}:\n{Hex(theirs[i])}\n{Hex(updates[i])}\n{JsonSerializer.Serialize(transactions)}");
            Assert.Equal(theirs.Count, updates.Count);
            var snapshot = yjs.Call("snapshot", "local");
            Assert.Equal(PlainContents.Normalized(snapshot.GetProperty("contents")), PlainContents.Of(editor.Document));
            Assert.Equal(snapshot.GetProperty("update").GetBytesFromBase64(), editor.Document.EncodeStateAsUpdate());
        }
    }

    private static string Hex(string update) => Convert.ToHexString(Convert.FromBase64String(update));

    /// <summary>Makes random edits of a document and says what they were, as calls of tests/yjs/replica.mjs.</summary>
    private sealed class ScriptedEditor(Random random, bool formats)
    {
        public const int Client = 77;

        public YDoc Document { get; } = new(Client);

        public List<object[]> Transact()
        {
            var operations = new List<object[]>();
            Document.Transact(_ =>
            {
                for (var count = random.Next(1, 4); count > 0; count--)
                    operations.Add(formats ? Any() : Text());
            });
            return operations;
        }

        private object[] Text()
        {
            var text = Document.GetText("text");
            var index = random.Next(text.Length + 1);
            if (random.Next(3) > 0)
            {
                var word = Words[random.Next(Words.Length)];
                text.Insert(index, word);
                return ["insertText", "text", index, word];
            }

            var length = Math.Min(random.Next(1, 8), text.Length - index);
            text.Delete(index, length);
            return ["deleteText", "text", index, length];
        }

        private object[] Any() => random.Next(11) switch
        {
            0 or 1 => Text(),
            2 => FormattedText(),
            3 or 4 => Format(),
            5 => Embed(),
            6 => Array(),
            7 => DeleteFromArray(),
            8 => Map(),
            9 => Delta(),
            _ => Xml(),
        };

        private Dictionary<string, object?> Attributes() => random.Next(6) switch
        {
            0 => new() { ["bold"] = true },
            1 => new() { ["bold"] = null },
            2 => new() { ["italic"] = true, ["bold"] = true },
            3 => new() { ["color"] = "red" },
            4 => new() { ["link"] = new Dictionary<string, object?> { ["href"] = "x", ["n"] = 1.5 } },
            _ => new() { ["color"] = null, ["italic"] = null },
        };

        private object[] FormattedText()
        {
            var text = Document.GetText("text");
            var (index, word, attributes) = (random.Next(text.Length + 1), Words[random.Next(Words.Length)], Attributes());
            text.Insert(index, word, attributes);
            return ["insertText", "text", index, word, attributes];
        }

        private object[] Format()
        {
            var text = Document.GetText("text");
            var index = random.Next(text.Length + 1);
            var (length, attributes) = (Math.Min(random.Next(1, 20), text.Length - index), Attributes());
            text.Format(index, length, attributes);
            return ["format", "text", index, length, attributes];
        }

        private object[] Embed()
        {
            var text = Document.GetText("text");
            var (index, embed, attributes) = (random.Next(text.Length + 1), new Dictionary<string, object?> { ["b"] = "x", ["2"] = null, ["1"] = 1.5 }, Attributes());
            text.InsertEmbed(index, embed, attributes);
            return ["insertEmbed", "text", index, embed, attributes];
        }

        private object[] Delta()
        {
            var text = Document.GetText("text");
            var (retain, delete) = (random.Next(1, text.Length + 3), random.Next(1, 4));
            var attributes = Attributes();
            text.ApplyDelta(
            [
                new DeltaOperation { Retain = retain, Attributes = attributes }, new DeltaOperation { Insert = "δ", Attributes = attributes },
                new DeltaOperation { Delete = delete },
            ]);
            return ["applyDelta", "text", new object[] { new { retain, attributes }, new { insert = "δ", attributes }, new { delete } }];
        }

        private object[] Array()
        {
            var array = Document.GetArray("array");
            var index = random.Next(array.Count + 1);
            if (random.Next(4) == 0)
            {
                var entries = new Dictionary<string, object?> { ["one"] = 1, ["two"] = "2" };
                array.Insert(index, [new YMap(entries)]);
                return ["nestMap", "array", index, entries];
            }

            object?[] values = random.Next(2) == 0 ? [1, "two", null] : [true, 0.5, new object?[] { 1, new Dictionary<string, object?> { ["a"] = -7.25 } }];
            array.Insert(index, values);
            return ["insertArray", "array", index, values];
        }

        private object[] DeleteFromArray()
        {
            var array = Document.GetArray("array");
            var index = random.Next(array.Count + 1);
            var length = Math.Min(random.Next(3), array.Count - index);
            array.Delete(index, length);
            return ["deleteArray", "array", index, length];
        }

        private object[] Map()
        {
            var map = Document.GetMap("map");
            var key = "key" + random.Next(4);
            switch (random.Next(3))
            {
                case 0:
                    map.Delete(key);
                    return ["deleteMap", "map", key];
                case 1:
                    map.Set(key, new YText("nested"));
                    return ["nestText", "map", key, "nested"];
                default:
                    var value = random.Next(1000) / 8.0;
                    map.Set(key, value);
                    return ["setMap", "map", key, value];
            }
        }

        private object[] Xml()
        {
            var xml = Document.GetXmlFragment("xml");
            var index = random.Next(xml.Count + 1);
            if (random.Next(3) == 0)
            {
                var length = Math.Min(1, xml.Count - index);
                xml.Delete(index, length);
                return ["deleteXml", "xml", index, length];
            }

            var element = new YXmlElement("P");
            element.Insert(0, [new YXmlText("in xml")]);
            element.SetAttribute("class", "wide");
            element.SetAttribute("id", "x");
            xml.Insert(index, [element]);
            return ["insertElement", "xml", index, "P", new Dictionary<string, string> { ["class"] = "wide", ["id"] = "x" }, "in xml"];
        }
    }
}
