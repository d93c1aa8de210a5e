using System.Net;
using Microsoft.AspNetCore.Builder;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Tests.Api;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hosting;

public sealed class UnknownAddressTests(ApiServer server) : IClassFixture<ApiServer>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rthub-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("/nope", "application/json, text/html;q=0", "text/plain", "There is no such address.")]
    [InlineData("/nope", "*/*", "text/plain", "There is no such address.")]
    [InlineData("/nope", null, "text/plain", "There is no such address.")]
    [InlineData("/api/nope", "text/html", "application/problem+json", "\"code\":\"not_found\"")]
    public async Task Get_UnknownAddress_IsAnsweredAsTheCallerTakesIt(string address, string? accept, string type, string part)
    {
        using var answer = await GetAsync(server.Http, address, accept);

        Assert.Equal((HttpStatusCode.NotFound, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(part, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData("/nope", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html", "the page")]
    [InlineData("/nope/deeper.html", "text/html", "text/html", "the page")]
    [InlineData("/404", "text/html", "text/html", "the page")]
    [InlineData("/404.html", "*/*", "text/html", "the page")]
    [InlineData("/nope", "*/*", "text/plain", "There is no such address.")]
    public async Task Get_UnknownAddressWherePagesAre_GivesBrowsersThePage(string address, string accept, string type, string part)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, WebPages.UnknownPage), "the page");

        var (status, found, content) = await AnswerAsync(address, accept);

        Assert.Equal((HttpStatusCode.NotFound, type), (status, found));
        Assert.StartsWith(part, content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UnknownAddressWithoutPages_GivesBrowsersTheText()
    {
        var (status, type, content) = await AnswerAsync("/<script>alert(1)</script>", "text/html");

        Assert.Equal((HttpStatusCode.NotFound, "text/plain"), (status, type));
        Assert.DoesNotContain("alert", content, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string? Type, string Content)> AnswerAsync(string address, string accept)
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        UnknownAddress.UseUnknownAddress(app, folder.FullName);
        WebPages.UseWebPages(app, folder.FullName);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await GetAsync(http, address, accept);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, string address, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await http.SendAsync(request).Within();
    }
}
