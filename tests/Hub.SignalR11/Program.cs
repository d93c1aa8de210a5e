using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

// SignalR 11's own client, unchanged, on .NET 10. It writes one JSON object a line: what happened.
// Usage: Hub.SignalR11 ADDRESS WebSockets|ServerSentEvents|LongPolling manual|auto CHANNEL TOKEN REFRESHED [OTHER]
var (address, transport, story, channel) = (args[0], Enum.Parse<HttpTransportType>(args[1]), args[2], args[3]);
var token = args[4];
var asked = 0;
var publications = new SemaphoreSlim(0);
var refreshes = new SemaphoreSlim(0);
await using var connection = new HubConnectionBuilder()
    .WithUrl(address, transport, options => options.AccessTokenProvider = () =>
    {
        asked++;
        return Task.FromResult<string?>(token);
    })
    .WithAuthenticationRefresh(options => options.EnableAutoRefresh = story == "auto")
    .Build();
connection.Closed += error => Say("closed", error?.Message);
connection.On<JsonObject>("Unsubscribed", one => Say("unsubscribed", (string?)one["channel"]));
connection.On<JsonObject>("Publication", one =>
{
    publications.Release();
    return Say("publication", (string?)one["type"]);
});
connection.AuthenticationRefreshed += context =>
{
    refreshes.Release();
    return Say("refreshed", context.NewTokenLifetime?.TotalSeconds);
};
connection.AuthenticationRefreshFailed += context => Say("failed", context.Exception.Message);

await connection.StartAsync();
if (story == "own")
{
    // A hub of an application's own: it says who calls.
    await Say("before", await connection.InvokeAsync<string>("Who"));
    token = args[5];
    await connection.RefreshAuthenticationAsync();
    await Say("after", await connection.InvokeAsync<string>("Who"));
    await publications.WaitAsync(TimeSpan.FromSeconds(60));
    await Say("end", connection.State.ToString());
    return;
}

await connection.InvokeAsync<JsonObject>("Subscribe", new { channel });
foreach (var also in args.Length > 7 ? args[7..] : [])
    await connection.InvokeAsync<JsonObject>("Subscribe", new { channel = also });
token = args[5];
if (story == "auto")
{
    await refreshes.WaitAsync(TimeSpan.FromSeconds(60));
}
else
{
    var lifetime = await connection.RefreshAuthenticationAsync();
    await Say("lifetime", lifetime?.TotalSeconds);
    token = args[6];
    try
    {
        await connection.RefreshAuthenticationAsync();
        await Say("taken", "another user's token");
    }
    catch (Exception refused)
    {
        await Say("refused", refused.Message);
    }

    token = args[5];
}

await Say("ready", asked);
await publications.WaitAsync(TimeSpan.FromSeconds(60));
var published = await connection.InvokeAsync<JsonObject>("Publish", new { channel, type = "own", data = 1 });
await Say("published", (long?)published["position"]?["offset"]);
await publications.WaitAsync(TimeSpan.FromSeconds(60));
await Say("end", connection.State.ToString());

static Task Say(string what, object? about)
{
    Console.WriteLine(JsonSerializer.Serialize(new { what, about }));
    return Task.CompletedTask;
}
