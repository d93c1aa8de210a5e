using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>Runs stories of the official JavaScript client, which live in <c>tests/interop</c>.</summary>
internal static class StockClient
{
    /// <summary>Fails with what the first story that failed says.</summary>
    public static Task RunAsync(string script, Uri address, params string[] arguments) =>
        RunAsync(script, address, _ => Task.CompletedTask, arguments);

    /// <summary>Does something while the stories are told; it sees each one's end.</summary>
    public static async Task RunAsync(string script, Uri address, Func<Recorder<JsonElement>, Task> meanwhile, params string[] arguments)
    {
        await using var run = await NodeScript.StartAsync(Repository.PathOf("tests/interop/" + script), [address.AbsoluteUri, .. arguments]);
        await meanwhile(run.Messages);
        var code = await run.WaitForExitAsync(TimeSpan.FromMinutes(4));

        var failed = run.Messages.Items.Where(message => !message.GetProperty("ok").GetBoolean());
        Assert.True(!failed.Any(), string.Join("\n", failed.Select(Show)));
        Assert.True(code == 0, string.Join("\n", run.Output.Items.TakeLast(20)));
        Assert.NotEmpty(run.Messages.Items);
    }

    private static string Show(JsonElement message) => $"{message.GetProperty("story").GetString()}: {message.GetProperty("error").GetString()}";
}
