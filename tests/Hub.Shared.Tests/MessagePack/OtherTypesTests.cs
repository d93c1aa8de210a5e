using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>Types that no contract has yet, or that an application's own hub may have.</summary>
public sealed class OtherTypesTests
{
    private static readonly CheckedMessagePackProtocol Protocol = new();

    /// <summary>Where bytes may stand.</summary>
    public sealed record Attachment(byte[] Content, ReadOnlyMemory<byte> Thumbnail, IReadOnlyList<byte[]> Parts, byte[]? Nothing = null);

    /// <summary>Maps, dates, and whatever else JSON has a converter for.</summary>
    public sealed record Mixture(
        Dictionary<string, double> Numbers,
        IReadOnlyDictionary<string, JsonElement> Fields,
        ImmutableArray<int> Array,
        HashSet<string> Set,
        DateTimeOffset When,
        Guid Id,
        decimal Price,
        float Ratio,
        uint Count,
        char Letter,
        object? Anything,
        Position? Optional = null);

    /// <summary>A list of itself.</summary>
    public sealed record Tree(IReadOnlyList<Tree> Branches);

    [Fact]
    public void Bytes_InAContract_AreBinAndComeBack()
    {
        var attachment = new Attachment([1, 2, 255], new byte[] { 4, 5 }, [[6], []]);
        var bytes = Protocol.GetMessageBytes(CompletionMessage.WithResult("1", attachment)).ToArray();
        Assert.Contains("c4030102ff", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
        Assert.Contains("c4020405", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("nothing", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        var back = Assert.IsType<Attachment>(Back(attachment));
        Assert.Equal(attachment.Content, back.Content);
        Assert.Equal(attachment.Thumbnail.ToArray(), back.Thumbnail.ToArray());
        Assert.Equal(attachment.Parts, back.Parts);
    }

    [Fact]
    public void Text_WhereBytesBelong_IsRefused()
    {
        var completion = Parse(CompletionMessage.WithResult("1", new { content = "AQL/" }), typeof(Attachment));
        Assert.EndsWith("content must be bytes", completion.Error, StringComparison.Ordinal);
        completion = Parse(CompletionMessage.WithResult("1", new { reason = new byte[] { 1 } }), typeof(Gap));
        Assert.Contains("reason must not be bytes", completion.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyType_ThatJsonKnows_ComesBackAsFromJson()
    {
        using var fields = JsonDocument.Parse("""{"a":[1,"x",null],"b":{"c":2.5}}""");
        var mixture = new Mixture(
            new() { ["x"] = 1, ["y"] = 2.5 }, fields.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value), [1, 2], ["s"],
            DateTimeOffset.UnixEpoch, Guid.Empty, 12.5m, 0.5f, uint.MaxValue, 'ü', new[] { 1, 2 }, new Position("e", 1));
        Codec.AssertSame(JsonSerializer.Serialize(mixture), JsonSerializer.Serialize(Back(mixture)), "mixture");
    }

    [Fact]
    public void Bytes_WhereAnythingMayStand_AreBase64()
    {
        var completion = Parse(CompletionMessage.WithResult("1", new { b = new byte[] { 1 } }), typeof(object));
        Assert.Equal("""{"b":"AQ=="}""", Assert.IsType<JsonElement>(completion.Result).GetRawText());
    }

    [Fact]
    public void WriteMessage_ValueThatContainsItself_ThrowsAndTheNextIsWritten()
    {
        var branches = new List<Tree>();
        var tree = new Tree(branches);
        branches.Add(tree);
        Assert.ThrowsAny<JsonException>(() => Protocol.GetMessageBytes(CompletionMessage.WithResult("1", tree)));
        Assert.Throws<ArgumentException>(() => Protocol.GetMessageBytes(CompletionMessage.WithResult("1", double.NaN)));
        Assert.Equal(new Tree([]).Branches, Assert.IsType<Tree>(Back(new Tree([]))).Branches);
    }

    private static object? Back(object value) => Parse(CompletionMessage.WithResult("1", value), value.GetType()).Result;

    private static CompletionMessage Parse(HubMessage message, Type type)
    {
        var input = new ReadOnlySequence<byte>(Protocol.GetMessageBytes(message));
        Assert.True(Protocol.TryParseMessage(ref input, new TestBinder { Result = type }, out var parsed));
        return Assert.IsType<CompletionMessage>(parsed);
    }
}
