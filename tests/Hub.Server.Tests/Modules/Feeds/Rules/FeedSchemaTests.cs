using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Rules;

/// <summary>Values of sources, which no protocol has checked.</summary>
public class FeedSchemaTests
{
    [Theory]
    [InlineData(PayloadEncoding.MessagePack, "81a176d6ff00000000", "undeliverable", "fields must not contain extensions")]
    [InlineData(PayloadEncoding.MessagePack, "81a176cb7ff8000000000000", "undeliverable", "fields must not contain NaN or infinities")]
    [InlineData(PayloadEncoding.Json, "7b2276223a", "undeliverable", "fields must be one JSON value")]
    [InlineData(PayloadEncoding.Json, "7b2276223a22ff227d", "undeliverable", "fields.v must not contain half of a surrogate pair or bytes that aren't UTF-8")]
    [InlineData(PayloadEncoding.Json, "7b22ff223a317d", "field_name", "fields has a name that is not 1 to 64 bytes")]
    public void Check_ValueThatCannotBeRead_IsRefused(PayloadEncoding encoding, string hex, string reason, string text)
    {
        var refusal = FeedSchema.Of(new FeedOptions(), []).Check(new Payload(encoding, Convert.FromHexString(hex))).Refusal!;

        Assert.Equal((ErrorCode.BadRequest, reason), (refusal.Code, refusal.Details!.Reason));
        Assert.StartsWith(text, refusal.Text, StringComparison.Ordinal);
    }
}
