using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Tests.Api;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hosting;

public sealed class UnknownAddressTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("/nope", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html", "<a href=\"/chat\">")]
    [InlineData("/nope/deeper.html", "text/html", "text/html", "<a href=\"/\">")]
    [InlineData("/nope", "application/json, text/html;q=0", "text/plain", "There is no such address.")]
    [InlineData("/nope", "*/*", "text/plain", "There is no such address.")]
    [InlineData("/nope", null, "text/plain", "There is no such address.")]
    [InlineData("/api/nope", "text/html", "application/problem+json", "\"code\":\"not_found\"")]
    public async Task Get_UnknownAddress_IsAnsweredAsTheCallerTakesIt(string address, string? accept, string type, string part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await server.Http.SendAsync(request).Within();

        Assert.Equal((404, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(part, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Get_AddressWithMarkup_IsNotRepeated()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/<script>alert(1)</script>");
        request.Headers.TryAddWithoutValidation("Accept", "text/html");

        using var answer = await server.Http.SendAsync(request).Within();

        Assert.DoesNotContain("alert", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
