using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Assets that the build has compressed: <c>live.js.br</c> and <c>live.js.gz</c> are next to <c>live.js</c> and are sent in
/// its place to clients that accept them.
/// </summary>
internal sealed class CompressedAssets(IFileProvider files) : IContentTypeProvider
{
    private static readonly (string Encoding, string Suffix)[] Forms = [("br", ".br"), ("gzip", ".gz")];
    private readonly FileExtensionContentTypeProvider plain = new();

    /// <summary>The file to send: the smallest form that the request accepts.</summary>
    public PathString Choose(HttpRequest request, PathString path)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, suffix) in Forms)
        {
            if (accepted.Any(one => one.Value == encoding && one.Quality is not 0) && files.GetFileInfo(path + suffix).Exists)
                return path + suffix;
        }

        return path;
    }

    /// <summary>Sets the headers for the form that is sent.</summary>
    public static void Describe(HttpResponse response, string fileName)
    {
        response.Headers.Vary = "Accept-Encoding";
        foreach (var (encoding, suffix) in Forms)
        {
            if (fileName.EndsWith(suffix, StringComparison.Ordinal))
                response.Headers.ContentEncoding = encoding;
        }
    }

    /// <summary>A compressed file has the type of its original.</summary>
    public bool TryGetContentType(string subpath, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string contentType)
    {
        var suffix = Forms.Select(form => form.Suffix).FirstOrDefault(subpath.EndsWith);
        return plain.TryGetContentType(suffix is null ? subpath : subpath[..^suffix.Length], out contentType);
    }
}
