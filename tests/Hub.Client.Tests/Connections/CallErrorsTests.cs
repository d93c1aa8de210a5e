using RealtimeHub.Client.Connections;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Connections;

public sealed class CallErrorsTests
{
    private const string Sentence = "An unexpected error occurred invoking 'Publish' on the server. HubException: ";

    [Theory]
    [InlineData("bad_request: key: is missing", ErrorCode.BadRequest, "key: is missing", false)]
    [InlineData("permission_denied: no\nreally", ErrorCode.PermissionDenied, "no\nreally", false)]
    [InlineData("unavailable: the engine does not answer", ErrorCode.Unavailable, "the engine does not answer", true)]
    [InlineData("internal: logged as 42", ErrorCode.Internal, "logged as 42", true)]
    public void Read_Refusal_GivesCodeAndText(string refusal, ErrorCode code, string text, bool temporary)
    {
        var error = CallErrors.Read(Sentence + refusal);
        Assert.Equal((code, text, temporary, null), (error.Code, error.Message, error.IsTemporary, error.RetryAfter));
    }

    [Fact]
    public void Read_RateLimited_GivesTheWait() =>
        Assert.Equal(TimeSpan.FromMilliseconds(250), CallErrors.Read(Sentence + "rate_limited: too many; retry after 250 ms").RetryAfter);

    [Theory]
    [InlineData("Failed to invoke 'X' due to an error on the server. HubException: Method does not exist.", ErrorCode.BadRequest)]
    [InlineData("something else", ErrorCode.Internal)]
    [InlineData("An error. HubException: new_code: of a later server", ErrorCode.Internal)]
    public void Read_NoKnownCode_KeepsTheText(string text, ErrorCode code)
    {
        var error = CallErrors.Read(text);
        Assert.Equal((code, text), (error.Code, error.Message));
    }
}
