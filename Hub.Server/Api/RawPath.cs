using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Server.Api;

/// <summary>
/// Reads addresses as they were sent. The server's own path is decoded already and tells an escaped slash from none only by leaving it escaped,
/// so that a name with an escaped percent sign could not be told from it.
/// </summary>
internal static class RawPath
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A parameter's segment, decoded once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pattern">The pattern that it matched, such as <c>/channels/{channel}/history</c>.</param>
    /// <param name="name">The parameter's name.</param>
    /// <returns>Null when the segment is not percent-encoded UTF-8, or the address was not sent as its pattern has it.</returns>
    public static string? Segment(HttpContext context, string pattern, string name)
    {
        var segments = PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget).TrimEnd('/').Split('/');
        var places = pattern.Split('/');
        return segments.Length == places.Length ? Decode(segments[Array.IndexOf(places, "{" + name + "}")]) : null;
    }

    /// <summary>Percent-decodes a text; null when an escape is malformed or the bytes are not UTF-8.</summary>
    public static string? Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '%')
            {
                var next = text.IndexOf('%', at);
                next = next < 0 ? text.Length : next;
                count += Encoding.UTF8.GetBytes(text.AsSpan(at, next - at), bytes.AsSpan(count));
                at = next;
                continue;
            }

            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return null;
            bytes[count++] = Convert.FromHexString(text.AsSpan(at + 1, 2))[0];
            at += 3;
        }

        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // A proxy may send the whole address.
    private static string PathOf(string target)
    {
        var path = target.Split('?')[0];
        if (path.StartsWith('/'))
            return path;
        var authority = path.IndexOf("://", StringComparison.Ordinal);
        var start = authority < 0 ? -1 : path.IndexOf('/', authority + 3);
        return start < 0 ? "" : path[start..];
    }
}
