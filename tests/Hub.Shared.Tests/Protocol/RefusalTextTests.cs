using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Shared.Tests.Protocol;

public sealed class RefusalTextTests
{
    public static TheoryData<string> Errors => NamesIn("refusals/errors.json");

    public static TheoryData<string> Messages => NamesIn("refusals/values.json");

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_ErrorOfAVector_IsItsRefusal(string name)
    {
        var each = Case("refusals/errors.json", name);
        var read = RefusalText.Read(each.Text("error"));
        if (!each.TryGetProperty("refusal", out var expected))
        {
            Assert.Null(read);
            return;
        }

        Assert.Equal(new RefusalText(expected.Text("code"), expected.Text("text"), DetailsIn(expected)), read);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void DetailsOf_MessageOfAVector_AreItsMembers(string name)
    {
        var each = Case("refusals/values.json", name);
        var (message, text) = each.Text("type") switch
        {
            nameof(WireError) => Read<WireError>(each, error => error.Message),
            nameof(Unsubscribed) => Read<Unsubscribed>(each, end => end.Message),
            nameof(Closing) => Read<Closing>(each, closing => closing.Message),
            var other => throw new InvalidOperationException(other),
        };
        Assert.Equal(DetailsIn(each), RefusalText.DetailsOf(message, text));
    }

    [Fact]
    public void Write_Details_AreReadBack()
    {
        var details = new RefusalDetails { Reason = "muted", Field = "text", Limit = 1, Actual = 2, RetryAfterMs = 3, UntilTime = 4, Right = "publish", Index = 5, Channel = "chat:会議室" };
        var written = new HubException("HubException: " + RefusalText.Write(ErrorCode.PermissionDenied, "you are muted", details)).Message;
        Assert.Equal(new RefusalText("permission_denied", "you are muted", details), RefusalText.Read(written));
    }

    [Fact]
    public void Write_NoDetails_IsCodeAndTextOnly()
    {
        Assert.Equal("conflict: no", RefusalText.Write(ErrorCode.Conflict, "no"));
        Assert.Equal("conflict: no", RefusalText.Write(ErrorCode.Conflict, "no", new RefusalDetails()));
    }

    [Fact]
    public void Write_TextWithLineBreaks_StaysOneLine()
    {
        var written = RefusalText.Write(ErrorCode.Conflict, "a\n{\"reason\":\"forged\"}\r\nb\u2028c");
        Assert.Equal("conflict: a {\"reason\":\"forged\"} b c", written);
    }

    private static (RefusalData Message, string Text) Read<T>(JsonElement each, Func<T, string> text)
        where T : RefusalData
    {
        var message = (T)JsonSerializer.Deserialize(each.GetProperty("message"), HubJson.Default.GetTypeInfo(typeof(T))!)!;
        return (message, text(message));
    }

    private static RefusalDetails? DetailsIn(JsonElement element) =>
        element.TryGetProperty("details", out var details) ? details.Deserialize(HubJson.Default.RefusalDetails) : null;

    private static JsonElement Case(string file, string name) => VectorFile.Cases(file).Single(each => each.Text("name") == name);

    private static TheoryData<string> NamesIn(string file) => [.. VectorFile.Cases(file).Select(each => each.Text("name"))];
}
