using Microsoft.Net.Http.Headers;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>Answers addresses that nobody has: a browser gets a page with ways on, programs get problem details below <c>/api</c> and a line of text elsewhere.</summary>
internal static class UnknownAddress
{
    private const string Text = "There is no such address. The pages begin at /, the API is described at /openapi/v1.json.\n";

    // Without script and style, which the policy allows from files of this server only; it repeats nothing of what was sent.
    private const string Page = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>No such page · RealtimeHub</title>
          </head>
          <body>
            <main>
              <h1>There is no such page</h1>
              <p>The address may be misspelt. Try one of these:</p>
              <ul>
                <li><a href="/">Start</a></li>
                <li><a href="/chat">Chat</a></li>
                <li><a href="/live">Live feeds</a></li>
                <li><a href="/editor">Editor</a></li>
              </ul>
            </main>
          </body>
        </html>

        """;

    /// <summary>Belongs before everything that may have an address. What an application's own endpoint answers stays as it is.</summary>
    public static IApplicationBuilder UseUnknownAddress(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        await next(context);
        if (IsUnanswered(context))
            await AnswerAsync(context);
    });

    private static bool IsUnanswered(HttpContext context) =>
        context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentType: null, ContentLength: null } && context.GetEndpoint() is null;

    private static Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return Problem.WriteAsync(context, ErrorCode.NotFound, "there is no such address; /openapi/v1.json lists those there are");
        var isPage = TakesPages(context.Request);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.ContentType = isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        return context.Response.WriteAsync(isPage ? Page : Text, context.RequestAborted);
    }

    private static bool TakesPages(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}
