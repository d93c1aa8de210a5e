using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace RealtimeHub.Server.Hosting;

/// <summary>Serves the pages that the build put next to the program: <c>/</c>, <c>/chat</c>, <c>/live</c> and what they load.</summary>
internal static class WebPages
{
    /// <summary>The page that answers unknown addresses.</summary>
    public const string UnknownPage = "404.html";

    private const string AssetFolder = "/assets";

    // No page of an application that has a wwwroot of its own.
    private const string OwnPage = "editor.html";

    /// <summary>Where the build puts the pages.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Where the package puts them in an application of another's.</summary>
    private static string PackagedFolder => Path.Combine(AppContext.BaseDirectory, "realtimehub-pages");

    /// <summary>Adds the pages, before routing. Without a built folder it adds nothing.</summary>
    public static IApplicationBuilder UseWebPages(this IApplicationBuilder app) =>
        UseWebPages(app, Folder);

    /// <summary>Adds the pages to an application that has others, too: those of the package, or those next to the program.</summary>
    /// <exception cref="InvalidOperationException">They are in neither place.</exception>
    public static void UseEmbeddedPages(this IApplicationBuilder app)
    {
        var folder = new[] { PackagedFolder, Folder }.FirstOrDefault(folder => File.Exists(Path.Combine(folder, OwnPage))) ?? throw new InvalidOperationException(
            $"The pages of RealtimeHub are not in {PackagedFolder}. The package RealtimeHub.Server puts them there at every build, unless RealtimeHubPages is false in the project.");
        UseWebPages(app, folder);
    }

    internal static IApplicationBuilder UseWebPages(IApplicationBuilder app, string folder)
    {
        if (!Directory.Exists(folder))
            return app;
        var files = new PhysicalFileProvider(folder);
        var compressed = new CompressedAssets(files);
        app.Use((context, next) =>
        {
            // What has an endpoint already is no page's.
            if (context.GetEndpoint()?.RequestDelegate is null)
            {
                var path = FileFor(context.Request, files);
                context.Request.Path = IsAsset(path) ? compressed.Choose(context.Request, path) : path;
            }

            return next(context);
        });
        return app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = compressed,
            OnPrepareResponse = Describe,
        });
    }

    /// <summary><c>/</c> is index.html and <c>/live</c> is live.html, so that addresses don't show file names.</summary>
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

    private static bool IsAsset(PathString path) => path.StartsWithSegments(AssetFolder, StringComparison.Ordinal);

    /// <summary>The names of built assets change with their content; pages keep their names.</summary>
    private static void Describe(StaticFileResponseContext sent)
    {
        var asset = IsAsset(sent.Context.Request.Path);
        if (sent.File.Name == UnknownPage)
            sent.Context.Response.StatusCode = StatusCodes.Status404NotFound;
        SecurityHeaders.Set(sent.Context.Response.Headers);
        sent.Context.Response.Headers.CacheControl = asset ? "public, max-age=31536000, immutable" : "no-cache";
        if (asset)
            CompressedAssets.Describe(sent.Context.Response, sent.File.Name);
    }
}
