using Microsoft.AspNetCore.Http;
using RealtimeHub.Server.Hubs;

namespace RealtimeHub.Server.Tests.Hubs;

public class LongPollsTests
{
    private readonly LongPolls polls = new();

    [Fact]
    public async Task Invoke_Poll_ClosesItsConnectionAndThoseOfLaterPosts()
    {
        Assert.Equal("", (await SendAsync("POST")).Response.Headers.Connection.ToString());
        Assert.Equal("close", (await SendAsync("GET")).Response.Headers.Connection.ToString());
        Assert.Equal("close", (await SendAsync("POST")).Response.Headers.Connection.ToString());
        Assert.Equal("", (await SendAsync("POST", id: "another")).Response.Headers.Connection.ToString());
    }

    [Fact]
    public async Task Invoke_EventStream_IsLeftAlone()
    {
        var stream = await SendAsync("GET", prepare: context => context.Request.Headers.Accept = "text/event-stream");

        Assert.Equal((0, ""), (polls.Count, stream.Response.Headers.Connection.ToString()));
    }

    [Fact]
    public async Task Invoke_PollOnAUsedConnection_IsAnsweredEmptySixTimesAtMost()
    {
        var passed = 0;
        await SendAsync("GET");
        for (var n = 0; n < 10; n++)
            await SendAsync("GET", prepare: context => context.TraceIdentifier = "0HN:00000002", next: _ => passed++);

        Assert.Equal(4, passed);
    }

    [Fact]
    public async Task Invoke_FirstPollOnAUsedConnection_Passes()
    {
        var passed = 0;
        await SendAsync("GET", prepare: context => context.TraceIdentifier = "0HN:00000002", next: _ => passed++);

        Assert.Equal(1, passed);
    }

    [Fact]
    public async Task IsCut_PollThatItsClientGaveUp_UntilAnotherComes()
    {
        var context = await SendAsync("GET");
        Assert.False(polls.IsCut(context));

        await SendAsync("GET", next: poll => poll.RequestAborted = new CancellationToken(canceled: true));
        Assert.True(polls.IsCut(context));

        await SendAsync("GET", next: _ => Assert.False(polls.IsCut(context)));
        Assert.False(polls.IsCut(context));
    }

    [Fact]
    public async Task IsCut_EarlierPollThatEndsBehindALaterOne_SaysNothing()
    {
        var context = await SendAsync("GET");
        var held = new TaskCompletionSource();
        var earlier = polls.InvokeAsync(NewContext("GET", "x"), async poll =>
        {
            await held.Task;
            poll.RequestAborted = new CancellationToken(canceled: true);
        });
        await SendAsync("GET");
        held.SetResult();
        await earlier;

        Assert.False(polls.IsCut(context));
    }

    [Theory]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status404NotFound)]
    public async Task Invoke_PollThatSaysTheEnd_ForgetsTheConnection(int status)
    {
        await SendAsync("GET");
        Assert.Equal(1, polls.Count);

        await SendAsync("GET", next: poll => poll.Response.StatusCode = status);
        Assert.Equal(0, polls.Count);
    }

    private async Task<HttpContext> SendAsync(string method, string id = "x", Action<HttpContext>? prepare = null, Action<HttpContext>? next = null)
    {
        var context = NewContext(method, id);
        prepare?.Invoke(context);
        await polls.InvokeAsync(context, request =>
        {
            next?.Invoke(request);
            return Task.CompletedTask;
        });
        return context;
    }

    private static DefaultHttpContext NewContext(string method, string id)
    {
        var context = new DefaultHttpContext { TraceIdentifier = "0HN:00000001" };
        context.Request.Method = method;
        context.Request.Protocol = "HTTP/1.1";
        context.Request.QueryString = new QueryString("?id=" + id);
        return context;
    }
}
