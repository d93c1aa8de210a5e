using System.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Shared.Tests.Payloads;

public class FieldPatchTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """{"b":3}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", """{"b":null}""")]
    [InlineData("""{ "a" : 1 }""", """{"a":1}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", """{"a":1.0}""")]
    [InlineData("""{"a":"x"}""", """{"a":"\"é\\"}""", """{"a":"\"é\\"}""")]
    [InlineData("""{"é":1,"b":{"c":[1]}}""", """{"é":2,"b":{"c":[1]}}""", """{"é":2}""")]
    [InlineData("{}", """{"a":true}""", """{"a":true}""")]
    public void Between_Objects_GivesTheFieldsThatChanged(string before, string after, string patch) =>
        Assert.Equal(patch, Text(FieldPatch.Between(Payload.FromJson(before), Payload.FromJson(after))));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""")]
    [InlineData("1", """{"a":1}""")]
    [InlineData("""{"a":1}""", "null")]
    public void Between_FieldGoneOrNoObject_GivesNone(string before, string after) =>
        Assert.Null(FieldPatch.Between(Payload.FromJson(before), Payload.FromJson(after)));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3,"c":4}""", """{"a":1,"b":3,"c":4}""")]
    [InlineData("null", """{ "a": [ 1 ] }""", """{"a":[ 1 ]}""")]
    [InlineData("""{"a":1,"a":2}""", "{}", """{"a":2}""")]
    public void Apply_Patch_SetsItsFields(string value, string patch, string expected) =>
        Assert.Equal(expected, Text(FieldPatch.Apply(Payload.FromJson(value), Payload.FromJson(patch))));

    [Fact]
    public void Apply_PatchBetweenTwoValues_GivesTheSecond()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var (before, after) = (Random(random), Random(random));
            if (FieldPatch.Between(before, after) is { } patch)
                Assert.Equal(Fields(after), Fields(FieldPatch.Apply(before, patch.ToMessagePack())));
        }
    }

    private static Payload Random(Random random) =>
        Payload.FromJson("{" + string.Join(',', Enumerable.Range(0, 14).Where(_ => random.Next(8) > 0).Select(i => $"\"f{i}\":{random.Next(3)}")) + "}");

    private static SortedDictionary<string, int> Fields(Payload payload) =>
        System.Text.Json.JsonSerializer.Deserialize<SortedDictionary<string, int>>(payload.ToJson().Bytes.Span)!;

    private static string? Text(Payload? payload) => payload is { } value ? Encoding.UTF8.GetString(value.Bytes.Span) : null;
}
