using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Pages;

/// <summary>The page that shows the API, in a browser.</summary>
public sealed class ApiReferenceTests
{
    [Fact]
    public async Task Page_Loaded_ShowsTheApiAndAsksNobodyElse()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var browser = await Browser.StartAsync();
        await using var window = await browser.OpenAsync();

        var response = await window.Page.GotoAsync(new Uri(server.Address, "reference").ToString());
        await window.Page.GetByText("broadcast").First.WaitForAsync();

        Assert.Equal(200, response!.Status);
        Assert.Empty(window.Complaints.Items);
        Assert.All(window.Requests.Items.Where(address => !address.StartsWith("data:", StringComparison.Ordinal) && !address.StartsWith("blob:", StringComparison.Ordinal)), address => Assert.Equal(server.Address.Authority, new Uri(address).Authority));
    }

    [Fact]
    public async Task Page_InProduction_IsNotThere()
    {
        await using var server = await ServerProcess.StartAsync(new ServerSettings { Environment = "Production" }.With("Hub:Auth:Keys:0:Secret", "a secret of at least thirty-two bytes"));
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync("reference")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync("openapi/v1.json")).StatusCode);
    }
}
