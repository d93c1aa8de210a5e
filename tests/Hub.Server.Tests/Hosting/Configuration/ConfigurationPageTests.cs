using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

public class ConfigurationPageTests
{
    [Fact]
    public void Page_IsUpToDate()
    {
        var path = Repository.PathOf("docs/configuration.md");
        var page = ConfigurationPage.Write();
        if (Environment.GetEnvironmentVariable("RTHUB_WRITE_DOCS") == "1")
            File.WriteAllText(path, page);

        Assert.Equal(page, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("| `Hub:Limits:CallsPerSecond` | number | `200` |")]
    [InlineData("| `Hub:Auth:AllowGuests` | `true` or `false` | `false`; `true` in Development |")]
    [InlineData("| `Hub:Engine` | `journal`, `memory`, `redis` | `journal` |")]
    [InlineData("| `Hub:Origins:<name>` | text | none |")]
    [InlineData("| `Hub:Namespaces:<name>:HistoryAge` | time or `unlimited` |")]
    [InlineData("| `Hub:Feeds:<name>:Http:Mapping:Items` | text |")]
    [InlineData("- `map`: `Mode` `state`")]
    public void Page_HasOptionsOfEveryKind(string line) => Assert.Contains(line, ConfigurationPage.Write(), StringComparison.Ordinal);
}
