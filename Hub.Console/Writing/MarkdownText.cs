using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RealtimeHub.Console.Writing;

/// <summary>Markdown of several authors in other forms. Markup in the text is text, and links lead to the web or by mail, or nowhere.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().Build();

    /// <summary>A page of its own.</summary>
    public static string ToHtml(string source, string title)
    {
        var document = Markdown.Parse(source, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (!IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url))
                (link.Url, link.GetDynamicUrl) = ("", null);
        }

        foreach (var link in document.Descendants<AutolinkInline>())
        {
            if (!link.IsEmail && !IsSafe(link.Url))
                link.Url = "";
        }

        return $"""
            <!doctype html>
            <html>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{System.Net.WebUtility.HtmlEncode(title)}</title>
            </head>
            <body>
            {Render(document)}</body>
            </html>

            """;
    }

    /// <summary>The text without the marks.</summary>
    public static string ToPlain(string source) => Markdown.ToPlainText(source, Pipeline);

    private static string Render(MarkdownDocument document)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private static bool IsSafe(string? url) =>
        url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var address) ? !url.Contains(':', StringComparison.Ordinal) : address.Scheme is "http" or "https" or "mailto");
}
