using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace RealtimeHub.Server.Hosting;

/// <summary>Serves the pages that the build put beside the program: <c>/</c>, <c>/live</c> and what they load.</summary>
internal static class WebPages
{
    /// <summary>
    /// Everything comes from this server, no script or style stands in the markup, and text can't become markup:
    /// what someone publishes is shown and never run.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private const string AssetFolder = "/assets";

    /// <summary>Adds the pages, before routing. Without a built folder it adds nothing.</summary>
    public static IApplicationBuilder UseWebPages(this IApplicationBuilder app) =>
        UseWebPages(app, Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    internal static IApplicationBuilder UseWebPages(IApplicationBuilder app, string folder)
    {
        if (!Directory.Exists(folder))
            return app;
        var files = new PhysicalFileProvider(folder);
        app.Use((context, next) =>
        {
            context.Request.Path = FileFor(context.Request, files);
            return next(context);
        });
        return app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => AddHeaders(file.Context) });
    }

    /// <summary><c>/</c> is index.html and <c>/live</c> is live.html, so that an address says nothing of files.</summary>
    private static PathString FileFor(HttpRequest request, PhysicalFileProvider files)
    {
        var path = request.Path.Value ?? "";
        if (path is "" or "/")
            return "/index.html";
        if (path.Contains('.', StringComparison.Ordinal) || path.LastIndexOf('/') > 0)
            return request.Path;
        var page = path + ".html";
        return files.GetFileInfo(page).Exists ? page : request.Path;
    }

    private static void AddHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // The names of built assets change with their content; pages keep their names.
        headers[HeaderNames.CacheControl] = context.Request.Path.StartsWithSegments(AssetFolder, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
    }
}
