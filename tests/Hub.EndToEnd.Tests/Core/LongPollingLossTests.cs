using Microsoft.Playwright;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using Position = RealtimeHub.Shared.Position;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>
/// A browser repeats a GET by itself when a connection that it had used before is reset: what the first answer carried would
/// be gone. The official client in Chromium, behind a network that resets connections in the midst of answers.
/// </summary>
public sealed class LongPollingLossTests : IAsyncLifetime
{
    private const int Cuts = 40;
    private const string Script = """
        ([channel, start]) => {
          const seen = window.seen = [];
          window.gaps = 0;
          let since;
          const hub = new signalR.HubConnectionBuilder()
            .withUrl("/hub", { transport: signalR.HttpTransportType.LongPolling })
            .withAutomaticReconnect(Array(1000).fill(20))
            .configureLogging(signalR.LogLevel.None)
            .build();
          let epoch = start.epoch;
          hub.on("Publication", (one) => { seen.push(one.offset); since = { epoch, offset: one.offset }; });
          for (const name of ["Welcome", "Closing", "Unsubscribed", "Reset"]) hub.on(name, () => {});
          async function subscribe() {
            try {
              const reply = await hub.invoke("Subscribe", { channel, since: since ?? start });
              if (!reply.recovered) window.gaps++;
            } catch {
              // Cut meanwhile: the next connection subscribes.
            }
          }
          async function begin() {
            for (;;) {
              try {
                await hub.start();
                return subscribe();
              } catch {
                await new Promise((done) => setTimeout(done, 20));
              }
            }
          }
          hub.onreconnected(subscribe);
          hub.onclose(begin);
          void begin();
        }
        """;

    private readonly ChannelName channel = ChannelName.Parse("topic:loss");
    private HostedHub hosted = null!;
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        hosted = await HostedHub.StartAsync("--Hub:Limits:SubscribesPerSecond", "0", "--Hub:Limits:CallsPerSecond", "0");
        browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await hosted.DisposeAsync();
    }

    [Fact]
    public async Task Publish_WhileConnectionsAreReset_ArrivesOnceAndInOrderInChromium()
    {
        await using var proxy = CuttingProxy.Start(hosted.Address);
        await using var window = await browser.OpenAsync();
        var start = await BeginAsync(window.Page, proxy);

        // Two hundred a second, as the network allows it; half of the cuts are resets.
        proxy.CutAtRandom(new Random(1), Cuts, 200, 1_500);
        var last = start;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var n = 0; n < 400 || proxy.Cuts < Cuts; n++)
        {
            last = await PublishAsync();
            if (n % 100 == 0)
                proxy.CutAll();
            await pace.WaitForNextTickAsync(end.Token);
        }

        await TestTimeout.Until(async () => await window.Page.EvaluateAsync<long>("() => window.seen.at(-1)") == last.Offset, what: "the last publication");
        var seen = await window.Page.EvaluateAsync<long[]>("() => window.seen");
        Assert.Equal(Enumerable.Range(2, (int)last.Offset - 1).Select(offset => (long)offset), seen);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => window.gaps"));
    }

    [Fact]
    public async Task Publish_PollsConnectionIsResetBeforeTheAnswersFirstByte_Arrives()
    {
        await using var proxy = CuttingProxy.Start(hosted.Address);
        await using var window = await browser.OpenAsync();
        await BeginAsync(window.Page, proxy);

        for (var n = 0; n < 5; n++)
        {
            proxy.CutBefore("\"Publication\"");
            var cuts = proxy.Cuts;
            var last = await PublishAsync();
            await TestTimeout.Until(async () => await window.Page.EvaluateAsync<long>("() => window.seen.at(-1)") == last.Offset, what: "the publication whose answer was cut");
            Assert.True(proxy.Cuts > cuts);
        }

        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => window.gaps"));
    }

    private async Task<Position> BeginAsync(IPage page, CuttingProxy proxy)
    {
        var start = await PublishAsync();
        await page.AddInitScriptAsync(scriptPath: Repository.PathOf("tests/interop/node_modules/@microsoft/signalr/dist/browser/signalr.js"));
        await page.GotoAsync(new Uri(proxy.Address, "health/live").ToString());
        await page.EvaluateAsync(Script, new object[] { channel.Value, new { epoch = start.Epoch, offset = start.Offset } });
        await PublishAsync();
        await TestTimeout.Until(async () => await page.EvaluateAsync<int>("() => window.seen.length") > 0, what: "the first publication");
        return start;
    }

    private async Task<Position> PublishAsync() =>
        await hosted.Get<IChannels>().PublishAsync(channel, "t", Payload.FromJson("1"));
}
