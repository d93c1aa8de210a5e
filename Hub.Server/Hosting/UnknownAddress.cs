using Microsoft.Net.Http.Headers;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>Answers addresses that nobody has: a browser gets a page with ways on, programs get problem details below <c>/api</c> and a line of text elsewhere.</summary>
internal static class UnknownAddress
{
    private const string Text = "There is no such address. The pages begin at /, the API is described at /openapi/v1.json.\n";

    /// <summary>Belongs before everything that may have an address. What an application's own endpoint answers stays as it is.</summary>
    public static IApplicationBuilder UseUnknownAddress(this IApplicationBuilder app) => UseUnknownAddress(app, WebPages.Folder);

    /// <param name="app">The application.</param>
    /// <param name="folder">Where the pages are; without them a browser gets the line of text, too.</param>
    internal static IApplicationBuilder UseUnknownAddress(IApplicationBuilder app, string folder)
    {
        var page = Path.Combine(folder, WebPages.UnknownPage);
        return app.Use(async (context, next) =>
        {
            await next(context);
            if (IsUnanswered(context))
                await AnswerAsync(context, page);
        });
    }

    private static bool IsUnanswered(HttpContext context) =>
        context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentType: null, ContentLength: null } && context.GetEndpoint() is null;

    private static Task AnswerAsync(HttpContext context, string page)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return Problem.WriteAsync(context, ErrorCode.NotFound, "there is no such address; /openapi/v1.json lists those there are");
        var isPage = TakesPages(context.Request) && File.Exists(page);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.ContentType = isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        return isPage ? context.Response.SendFileAsync(page, context.RequestAborted) : context.Response.WriteAsync(Text, context.RequestAborted);
    }

    private static bool TakesPages(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}
