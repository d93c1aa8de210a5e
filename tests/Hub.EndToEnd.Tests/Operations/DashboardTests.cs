using System.Text.Json;
using System.Text.RegularExpressions;
using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>The dashboard asks for what <c>/metrics</c> has.</summary>
public sealed partial class DashboardTests
{
    private static readonly HashSet<string> Words = new(["histogram_quantile", "sum", "max", "by", "rate", "le", "job"], StringComparer.Ordinal);

    [Fact]
    public async Task Queries_NameMetricsAndLabelsThatAreThere()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var client = new HubClient(server.HubAddress);
        await client.ConnectAsync().Within();
        await client.SubscribeAsync("topic:dashboard").Within();
        await client.PublishAsync("topic:dashboard", "t", 1).Within();
        await TestTimeout.Until(async () => (await MetricsPage.ReadAsync(server.Address)).Sum("realtimehub_server_delivery_duration_seconds_count") > 0);
        using var http = new HttpClient { BaseAddress = server.Address };
        var page = await http.GetStringAsync("metrics");

        var expressions = Expressions(JsonElement.Parse(await File.ReadAllTextAsync(Repository.PathOf("docs/grafana-dashboard.json")))).ToList();
        var missing = expressions.SelectMany(Names).Distinct().Where(name => !Regex.IsMatch(page, $@"(^|[{{,]){name}[{{= ]", RegexOptions.Multiline)).ToList();

        Assert.True(expressions.Count >= 25);
        Assert.True(missing.Count == 0, string.Join(", ", missing));
    }

    private static IEnumerable<string> Expressions(JsonElement dashboard) =>
        dashboard.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!);

    // Metrics and labels; what stands in quotes and ranges are the dashboard's own variables.
    private static IEnumerable<string> Names(string expression) =>
        Name().Matches(Quoted().Replace(expression, "")).Select(match => match.Value).Where(name => !Words.Contains(name));

    [GeneratedRegex(@"[a-z_][a-z0-9_]*")]
    private static partial Regex Name();

    [GeneratedRegex("\"[^\"]*\"|\\[[^\\]]*\\]")]
    private static partial Regex Quoted();
}
