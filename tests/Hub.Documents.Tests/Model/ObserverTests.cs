using System.Text.Json;
using System.Text.Json.Nodes;

namespace RealtimeHub.Documents.Tests.Model;

/// <summary>Observers get the deltas, keys and paths that those of yjs get.</summary>
[Collection(YjsTests.Name)]
public sealed class ObserverTests(YjsOracle yjs)
{
    [Fact]
    public void DeepChanged_UpdatesOfYjs_GivesTheEventsOfYjs()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var activity = yjs.Activity(seed, steps: 40);
            yjs.Call("open", "observed", 1);
            yjs.Call("observe", "observed");
            var document = new YDoc(1);
            PlainContents.Of(document);
            var events = new List<JsonObject>();
            Observe(document, events);
            for (var i = 0; i < activity.Updates.Length; i++)
            {
                yjs.Call("apply", "observed", new[] { activity.Updates[i] });
                document.ApplyUpdate(activity.Updates[i]);
                var theirs = yjs.Call("events", "observed").EnumerateArray().Where(Says).Select(Normalized).Order(StringComparer.Ordinal);
                Assert.Equal(theirs, events.Where(change => change["delta"]!.AsArray().Count + change["keys"]!.AsObject().Count > 0).Select(change => change.ToJsonString()).Order(StringComparer.Ordinal));
                events.Clear();
            }
        }
    }

    [Fact]
    public void Changed_LocalEdits_RaisedOnceATransaction()
    {
        var document = new YDoc();
        var text = document.GetText("text");
        var events = new List<YEvent>();
        text.Changed += change =>
        {
            events.Add(change);
            Assert.Equal("Hello", Assert.Single(change.Delta).Insert);
        };
        document.Transact(_ =>
        {
            text.Insert(0, "Helo");
            text.Insert(3, "l");
        }, "me");

        Assert.Equal("me", Assert.Single(events).Transaction.Origin);
        Assert.True(events[0].Transaction.IsLocal);
    }

    [Fact]
    public void Changed_ObserverEditsAndThrows_EditsStayAndExceptionIsThrown()
    {
        var document = new YDoc();
        var text = document.GetText("text");
        var updates = 0;
        document.Updated += _ => updates++;
        text.Changed += change =>
        {
            if (text.Length < 3)
                text.Insert(0, "x");
            throw new InvalidOperationException("observer");
        };

        Assert.Throws<InvalidOperationException>(() => text.Insert(0, "a"));
        Assert.Equal("xxa", text.ToString());
        Assert.Equal(3, updates);
    }

    private static void Observe(YDoc document, List<JsonObject> events)
    {
        foreach (var (name, type) in new (string, YType)[]
        {
            ("text", document.GetText("text")), ("array", document.GetArray("array")), ("map", document.GetMap("map")), ("xml", document.GetXmlFragment("xml")),
        })
        {
            type.DeepChanged += changes => events.AddRange(changes.Select(change => Plain(name, change)));
        }
    }

    private static JsonObject Plain(string root, YEvent change) => new()
    {
        ["root"] = root,
        ["path"] = new JsonArray([.. change.Path.Select(step => step is string key ? JsonValue.Create(key) : JsonValue.Create((int)step))]),
        ["delta"] = new JsonArray([.. change.Delta.Select(Plain)]),
        ["keys"] = new JsonObject(change.Keys.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonObject
        {
            ["action"] = pair.Value.Action.ToString().ToLowerInvariant(),
            ["oldValue"] = Old(pair.Value),
        }))),
    };

    private static JsonNode? Old(KeyChange change) => change.Action == KeyAction.Add ? new JsonObject { ["undefined"] = true } : PlainContents.Plain(change.OldValue);

    private static JsonObject Plain(DeltaOperation operation)
    {
        var plain = new JsonObject();
        if (operation.Retain > 0)
            plain["retain"] = operation.Retain;
        if (operation.Delete > 0)
            plain["delete"] = operation.Delete;
        if (operation.Attributes.Count > 0)
            plain["attributes"] = PlainContents.Sorted(operation.Attributes);
        if (operation.Insert is not null)
            plain["insert"] = PlainContents.Plain(operation.Insert);
        return plain;
    }

    /// <summary>Asking yjs for a delta deletes formats, which makes events of their own that say nothing.</summary>
    private static bool Says(JsonElement change) => change.GetProperty("delta").GetArrayLength() > 0 || change.GetProperty("keys").EnumerateObject().Any();

    private static string Normalized(JsonElement change)
    {
        var node = JsonNode.Parse(change.GetRawText())!.AsObject();
        foreach (var operation in node["delta"]!.AsArray())
        {
            if (operation!["attributes"] is JsonObject attributes)
            {
                operation.AsObject().Remove("attributes");
                var sorted = new JsonObject(attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
                if (sorted.Count > 0)
                    operation["attributes"] = sorted;
                if (operation["insert"] is { } insert)
                {
                    operation.AsObject().Remove("insert");
                    operation["insert"] = insert.DeepClone();
                }
            }
        }

        return node.ToJsonString();
    }
}
