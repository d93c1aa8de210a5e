using System.Text;
using RealtimeHub.Server.Webhooks;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    // The example of the specification.
    [Fact]
    public void Sign_TheSpecificationsExample_IsItsSignature() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        new WebhookSignature(new WebhookOptions { Secret = Secret }).Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Body));

    [Fact]
    public void Sign_AnotherIdTimeOrBody_IsAnotherSignature()
    {
        var signature = new WebhookSignature(new WebhookOptions { Secret = Secret });

        Assert.Equal(4, new[] { signature.Sign("a", 1, Body), signature.Sign("b", 1, Body), signature.Sign("a", 2, Body), signature.Sign("a", 1, [.. Body, 32]) }.Distinct().Count());
    }

    [Fact]
    public void Sign_WithThePreviousSecret_HasASignatureByEach()
    {
        const string Previous = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        var both = new WebhookSignature(new WebhookOptions { Secret = Secret, PreviousSecret = Previous }).Sign("a", 1, Body);

        Assert.Equal(
            new WebhookSignature(new WebhookOptions { Secret = Secret }).Sign("a", 1, Body) + " " + new WebhookSignature(new WebhookOptions { Secret = Previous }).Sign("a", 1, Body),
            both);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_short")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa")]
    [InlineData("whsec_not base64 at all, but long enough for one")]
    public void ReadSecret_Invalid_IsNone(string text) => Assert.Null(WebhookSignature.ReadSecret(text));

    [Theory]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(23, false)]
    [InlineData(65, false)]
    public void ReadSecret_OfEachLength_IsTakenWithinTheRange(int bytes, bool taken) =>
        Assert.Equal(taken, WebhookSignature.ReadSecret("whsec_" + Convert.ToBase64String(new byte[bytes])) is not null);
}
