using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Transports;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Transports;

/// <summary>All that SignalR offers a hub of the embedding application's own, on our own transport, by the stock clients.</summary>
public sealed class OwnHubOnTransportTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private WebApplication app = null!;

    private Uri Address => new(new Uri(app.Urls.First()), "wide");

    private string Token => app.Services.GetRequiredService<JwtWriter>().Write(new TokenClaims { UserId = "ada", Expires = TimeProvider.System.GetUtcNow().AddHours(1) });

    private CountingFilter Filter => app.Services.GetRequiredService<CountingFilter>();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Transports:WebSockets", "realtime"],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHubServer();
        builder.Services.AddSingleton<CountingFilter>();
        builder.Services.AddSignalR().AddHubOptions<WideHub>(options =>
        {
            options.MaximumParallelInvocationsPerClient = 4;
            options.MaximumReceiveMessageSize = 2 * 1024 * 1024;
            options.AddFilter<CountingFilter>();
        });
        app = builder.Build().UseRealtimeHubServer();
        app.MapRealtimeHub<WideHub>("/wide");
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StockDotNetClient_StreamsCancelsAsksAndSendsMuch(bool isPacked)
    {
        await using var hub = ConnectionTo(isPacked);
        hub.On<int, int>("Double", number => 2 * number);
        var told = new Recorder<string>();
        hub.On<string>("Told", told.Add);
        await hub.StartAsync().Within();
        Assert.Single(app.Services.GetRequiredService<WebSocketConnections>().All, one => one.ConnectionId == hub.ConnectionId);

        // From the server, whole and cancelled.
        var counted = new List<int>();
        await foreach (var number in hub.StreamAsync<int>("Count", 1_000))
            counted.Add(number);
        Assert.Equal(Enumerable.Range(0, 1_000), counted);
        using (var patience = new CancellationTokenSource())
        {
            await foreach (var number in hub.StreamAsync<int>("Count", -1, patience.Token))
            {
                await patience.CancelAsync();
                break;
            }
        }

        await TestTimeout.Until(() => WideHub.Cancelled > 0, what: "the cancelled stream's end");

        // To the server.
        var upload = Channel.CreateUnbounded<int>();
        var sum = hub.InvokeAsync<long>("Sum", upload.Reader);
        for (var i = 1; i <= 1_000; i++)
            await upload.Writer.WriteAsync(i);
        upload.Writer.Complete();
        Assert.Equal(500_500, await sum.Within());

        // Many calls at once, a client's result within one, groups, much at once.
        Assert.Equal(Enumerable.Range(0, 200).Select(n => (long)n), await Task.WhenAll(Enumerable.Range(0, 200).Select(n => hub.InvokeAsync<long>("Same", (long)n))).Within());
        Assert.Equal(42, await hub.InvokeAsync<int>("AskBack", 21).Within());
        await hub.InvokeAsync("TellGroup", "g", "to a group").Within();
        Assert.Equal("to a group", await told.FirstAsync(_ => true));

        // Over MessagePack the stock client sends a fragment each 4 KiB, and a message may have 128 of them.
        var bytes = new byte[isPacked ? 400_000 : 1_200_000];
        new Random(2).NextBytes(bytes);
        Assert.Equal(bytes, await hub.InvokeAsync<byte[]>("Bytes", bytes).Within());
        Assert.Equal("ada /wide", await hub.InvokeAsync<string>("Who").Within());
        Assert.Contains("HubException: on purpose", (await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("Fail").Within())).Message, StringComparison.Ordinal);
        Assert.True(Filter.Calls > 200);
    }

    [Fact]
    public async Task Abort_ByTheHub_EndsTheConnectionForItsClient()
    {
        await using var hub = ConnectionTo(isPacked: false);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync().Within();
        var ended = Filter.Ended;
        await hub.SendAsync("Leave").Within();

        await closed.Task.Within();
        await TestTimeout.Until(() => Filter.Ended > ended && app.Services.GetRequiredService<WebSocketConnections>().Count == 0, what: "its end");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public Task StockJavaScriptClient_StreamsCancelsAsksAndSendsMuch(string protocol) =>
        StockClient.RunAsync("widehub.mjs", Address, protocol, Token);

    private HubConnection ConnectionTo(bool isPacked)
    {
        var builder = new HubConnectionBuilder().WithUrl(Address, HttpTransportType.WebSockets, options => options.AccessTokenProvider = () => Task.FromResult<string?>(Token));
        return (isPacked ? builder.AddMessagePackProtocol() : builder).Build();
    }

    /// <summary>Counts what passes it.</summary>
    public sealed class CountingFilter : IHubFilter
    {
        private int calls;
        private int ended;

        public int Calls => calls;

        public int Ended => ended;

        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
        {
            Interlocked.Increment(ref calls);
            return next(invocationContext);
        }

        public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
        {
            await next(context, exception);
            Interlocked.Increment(ref ended);
        }
    }
}

#pragma warning disable CA1822 // A hub's methods are of its instance.
/// <summary>Uses what SignalR offers.</summary>
public sealed class WideHub : Hub
{
    private static int cancelled;

    public static int Cancelled => cancelled;

    public async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; to < 0 || i < to; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return i;
                await Task.Yield();
            }
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                Interlocked.Increment(ref cancelled);
        }
    }

    public async Task<long> Sum(IAsyncEnumerable<int> numbers)
    {
        var sum = 0L;
        await foreach (var number in numbers)
            sum += number;
        return sum;
    }

    public long Same(long number) => number;

    public Task<int> AskBack(int number) => Clients.Caller.InvokeAsync<int>("Double", number, Context.ConnectionAborted);

    public async Task TellGroup(string group, string text)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, group);
        await Clients.Group(group).SendAsync("Told", text);
    }

    public byte[] Bytes(byte[] bytes) => bytes;

    public string Who() => $"{Context.UserIdentifier} {Context.GetHttpContext()?.Request.Path}";

    public void Fail() => throw new HubException("on purpose");

    public void Leave() => Context.Abort();
}
