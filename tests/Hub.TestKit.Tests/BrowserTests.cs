namespace RealtimeHub.TestKit.Tests;

public class BrowserTests
{
    [Fact]
    public async Task OpenAsync_Page_ShowsItAndCollectsItsComplaints()
    {
        await using var server = await EchoServer.StartAsync();
        await using var browser = await Browser.StartAsync();
        await using var window = await browser.OpenAsync(width: 390);

        await window.Page.GotoAsync(server.Address.ToString());

        Assert.Equal("Hello", await window.Page.TextContentAsync("h1"));
        Assert.Equal(390, await window.Page.EvaluateAsync<int>("innerWidth"));
        await window.Complaints.FirstAsync(text => text == "error: a complaint");
        Assert.Contains(server.Address.ToString(), window.Requests.Items);
    }
}
