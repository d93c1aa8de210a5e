using System.Text.Json;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources.Values;

public class JsonMappingTests
{
    [Fact]
    public void Map_ObjectWithoutKey_MembersAreTheItems()
    {
        var updates = new JsonMapping(new MappingOptions { Items = "/rates" }, new FieldTypes([]), false).Map(JsonElement.Parse("""{"rates":{"EUR":{"v":1},"GBP":{"v":2}}}"""));

        Assert.Equal(["EUR", "GBP"], updates.Select(update => update.Key));
    }

    [Fact]
    public void Map_KeysByOrder_OtherCountThanTheDocumentFails()
    {
        var options = new MappingOptions();
        options.Keys["0"] = "a";
        var mapping = new JsonMapping(options, new FieldTypes([]), false);

        // One place is asked for as an object, not as an array of one.
        Assert.Equal("a", Assert.Single(mapping.Map(JsonElement.Parse("""{"v":1}"""))).Key);
        Assert.Equal("its document has 2 items, and Keys names 1", Assert.Throws<SourceFailedException>(() => mapping.Map(JsonElement.Parse("[{},{}]"))).Message);
    }

    [Theory]
    [InlineData("/ok=true", true)]
    [InlineData("/ok=false", false)]
    [InlineData("/n=1", true)]
    [InlineData("/t=x", true)]
    [InlineData("/t=y", false)]
    [InlineData("/none=", false)]
    public void Map_Where_ComparesTextsNumbersAndBooleans(string where, bool counts) =>
        Assert.Equal(counts ? 1 : 0, new JsonMapping(new MappingOptions { Where = where, Key = "/t" }, new FieldTypes([]), false).Map(JsonElement.Parse("""{"ok":true,"n":1,"t":"x"}""")).Count);

    [Fact]
    public void Map_DocumentThatSaysThatTheServerRefused_FailsWithItsReason()
    {
        var mapping = new JsonMapping(new MappingOptions { Failure = "/error=true", FailureReason = "/reason", Key = "/k" }, new FieldTypes([]), false);

        Assert.Equal("a", Assert.Single(mapping.Map(JsonElement.Parse("""{"error":false,"k":"a"}"""))).Key);
        Assert.Equal("its server refused: out of range", Assert.Throws<SourceFailedException>(() => mapping.Map(JsonElement.Parse("""{"error":true,"reason":"out of range\nmore"}"""))).Message);
        Assert.Equal("its server refused", Assert.Throws<SourceFailedException>(() => mapping.Map(JsonElement.Parse("""{"error":true,"reason":7}"""))).Message);
        Assert.Equal("its server refused: ".Length + 200, Assert.Throws<SourceFailedException>(() => mapping.Map(JsonElement.Parse($$"""{"error":true,"reason":"{{new string('x', 5_000)}}"}"""))).Message.Length);
    }

    [Theory]
    [InlineData("", "{\"a\":[10,{\"x/y\":1,\"m~n\":2}]}")]
    [InlineData("/a/1/x~1y", "1")]
    [InlineData("/a/1/m~0n", "2")]
    [InlineData("/a/0", "10")]
    [InlineData("/a/2", null)]
    [InlineData("/a/-1", null)]
    [InlineData("/b", null)]
    [InlineData("/a/0/x", null)]
    public void Find_Pointer_IsWhatStandsThere(string place, string? expected) =>
        Assert.Equal(expected, JsonPointer.Parse(place).Find(JsonElement.Parse("""{"a":[10,{"x/y":1,"m~n":2}]}"""))?.GetRawText());

    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData(" -2e3 ", "-2e3")]
    [InlineData("007", null)]
    [InlineData("+1", null)]
    [InlineData("NaN", null)]
    [InlineData("1,5", null)]
    [InlineData("", null)]
    public void Of_Text_IsANumberOnlyAsJsonWritesOne(string text, string? expected) => Assert.Equal(expected, TextNumber.Of(text));
}
