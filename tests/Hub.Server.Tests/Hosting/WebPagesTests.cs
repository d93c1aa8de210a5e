using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Server.Hosting;

namespace RealtimeHub.Server.Tests.Hosting;

public sealed class WebPagesTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rthub-");
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "assets"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.html"), "the start");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "live.html"), "the figures");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "assets", "live-1a2b.js"), "the script");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "assets", "live-1a2b.js.br"), "as brotli");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "assets", "live-1a2b.js.gz"), "as gzip");
        (app, http) = await StartAsync(folder.FullName);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("/", "the start")]
    [InlineData("/live", "the figures")]
    [InlineData("/live?from=mail", "the figures")]
    [InlineData("/assets/live-1a2b.js", "the script")]
    public async Task UseWebPages_AddressOfAPage_GivesItsFile(string address, string content) =>
        Assert.Equal(content, await http.GetStringAsync(address));

    [Theory]
    [InlineData("/other")]
    [InlineData("/live/")]
    [InlineData("/assets/live")]
    [InlineData("/..%2findex")]
    public async Task UseWebPages_AnyOtherAddress_GoesOnToTheNext(string address)
    {
        using var answer = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task UseWebPages_Post_IsNotAnsweredWithAPage()
    {
        using var answer = await http.PostAsync("/", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/", "no-cache")]
    [InlineData("/live", "no-cache")]
    [InlineData("/assets/live-1a2b.js", "public, max-age=31536000, immutable")]
    public async Task UseWebPages_File_IsCachedForEverOnlyWhereItsNameChangesWithIt(string address, string expected)
    {
        using var answer = await http.GetAsync(address);
        Assert.Equal(expected, string.Join(", ", answer.Headers.NonValidated["Cache-Control"]));
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br", "as brotli")]
    [InlineData("gzip, deflate", "gzip", "as gzip")]
    [InlineData("br;q=0, gzip", "gzip", "as gzip")]
    [InlineData("identity", null, "the script")]
    [InlineData(null, null, "the script")]
    public async Task UseWebPages_Asset_GoesOutInTheSmallestFormThatIsAccepted(string? accepted, string? encoding, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/live-1a2b.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await http.SendAsync(request);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
        Assert.Equal(content, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task UseWebPages_NoFolder_AddsNothing()
    {
        var (without, client) = await StartAsync(Path.Combine(folder.FullName, "missing"));
        await using (without)
        using (client)
        {
            using var answer = await client.GetAsync("/");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private static async Task<(WebApplication App, HttpClient Http)> StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        WebPages.UseWebPages(app, folder);
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return (app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
    }
}
