namespace RealtimeHub.Server.Identity;

/// <summary>Lets the rest of the pipeline answer into memory, so that an answer can be read or changed before it is sent.</summary>
internal static class CapturedAnswer
{
    /// <summary>The answer's body, at its end. The response's own body is in its place again.</summary>
    public static async Task<MemoryStream> OfAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        return answer;
    }
}
