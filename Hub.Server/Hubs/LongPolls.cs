using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Keeps long polling from losing what an answer carried, and knows whose last poll was cut off. HTTP middleware in front of
/// the hub.
/// </summary>
/// <remarks>
/// Browsers and HTTP libraries repeat a GET by themselves when a connection that they had used before is reset ahead of the
/// answer. SignalR has let the answer's data go by then, and the repeated poll gets what comes after it: a loss that neither
/// side notices. A request that is the first on its connection is never repeated, so data is only sent in answers to those:
/// every answer to a polling client closes its connection, and a poll on one that was used before (for a page, say) is
/// answered empty. An error then reaches the client, which comes back and recovers.
/// </remarks>
internal sealed class LongPolls
{
    /// <summary>As many connections as a browser keeps to one server; behind a proxy that reuses its own there is no end of them.</summary>
    private const int MostEmptyAnswers = 6;

    private readonly ConcurrentDictionary<string, Poller> pollers = new(StringComparer.Ordinal);

    /// <summary>How many connections poll.</summary>
    public int Count => pollers.Count;

    /// <summary>Whether the last poll of a connection ended without an answer and no other has come.</summary>
    public bool IsCut(HttpContext? request) =>
        request is not null && pollers.TryGetValue(TokenOf(request.Request), out var poller) && poller.IsCut;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (TokenOf(context.Request) is not { Length: > 0 } token)
            return next(context);
        if (IsPoll(context))
            return PollAsync(context, token, next);
        if (pollers.ContainsKey(token))
            CloseBehind(context);
        return next(context);
    }

    /// <summary>Connection middleware: forgets a connection that has ended.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        try
        {
            await next(connection);
        }
        finally
        {
            if (connection.GetHttpContext() is { } context)
                pollers.TryRemove(TokenOf(context.Request), out _);
        }
    };

    private async Task PollAsync(HttpContext context, string token, RequestDelegate next)
    {
        CloseBehind(context);
        if (pollers.TryGetValue(token, out var poller) && IsUsedConnection(context) && poller.TryAnswerEmpty())
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = 0;
            return;
        }

        var poll = poller?.Begin() ?? 0;
        await next(context);
        switch (context.Response.StatusCode)
        {
            case StatusCodes.Status200OK:
                // The first answer of a connection carries nothing: until it there is none that could be lost.
                pollers.GetOrAdd(token, static _ => new Poller()).End(poll, context.RequestAborted.IsCancellationRequested);
                break;
            case StatusCodes.Status204NoContent or StatusCodes.Status404NotFound:
                pollers.TryRemove(token, out _);
                break;
        }
    }

    // What SignalR takes for a poll: neither an event stream nor a WebSocket.
    private static bool IsPoll(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !context.WebSockets.IsWebSocketRequest
        && !context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static void CloseBehind(HttpContext context)
    {
        if (IsHttp1(context))
            context.Response.Headers.Connection = "close";
    }

    // Kestrel names a request by its connection and its number there.
    private static bool IsUsedConnection(HttpContext context) =>
        IsHttp1(context) && !context.TraceIdentifier.EndsWith(":00000001", StringComparison.Ordinal);

    private static bool IsHttp1(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol);

    private static string TokenOf(HttpRequest request) => request.Query["id"].ToString();

    private sealed class Poller
    {
        private readonly Lock gate = new();
        private int newest;
        private int answers;
        private int emptyAnswers;
        private bool isCut;

        public bool IsCut
        {
            get
            {
                lock (gate)
                    return isCut;
            }
        }

        /// <summary>Not before the handshake's answer, the second: SignalR's JavaScript client takes an empty binary answer for a broken one.</summary>
        public bool TryAnswerEmpty()
        {
            lock (gate)
                return answers > 1 && emptyAnswers++ < MostEmptyAnswers;
        }

        public int Begin()
        {
            lock (gate)
            {
                isCut = false;
                return ++newest;
            }
        }

        /// <summary>A poll that another has followed says nothing any more.</summary>
        public void End(int poll, bool wasCut)
        {
            lock (gate)
            {
                answers++;
                if (poll == newest)
                    isCut = wasCut;
            }
        }
    }
}
