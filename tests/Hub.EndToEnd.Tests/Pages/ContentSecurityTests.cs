using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Pages;

/// <summary>The pages work under their own policy, and a browser holds everything else to it (SAFETY B14).</summary>
[Trait("Safety", "B14")]
public sealed class ContentSecurityTests : IAsyncLifetime
{
    private ServerProcess server = null!;
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.StartAsync();
        browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("live")]
    public async Task Page_Loaded_ComplainsOfNothingAndAsksNobodyElse(string path)
    {
        await using var window = await browser.OpenAsync();

        var response = await window.Page.GotoAsync(new Uri(server.Address, path).ToString());
        await window.Page.WaitForLoadStateAsync();

        Assert.Equal(200, response!.Status);
        Assert.NotEmpty(await window.Page.TextContentAsync("h1") ?? "");
        Assert.Empty(window.Complaints.Items);
        Assert.All(window.Requests.Items, address => Assert.Equal(server.Address.Authority, new Uri(address).Authority));
    }

    [Theory]
    [InlineData("document.body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))")]
    [InlineData("document.body.innerHTML = '<img src=x onerror=\"window.ran = true\">'")]
    [InlineData("document.body.setAttribute('onclick', 'window.ran = true'); document.body.click()")]
    [InlineData("setTimeout('window.ran = true', 0)")]
    [InlineData("document.body.appendChild(Object.assign(document.createElement('iframe'), { srcdoc: '<script>parent.ran = true</script>' }))")]
    [InlineData("location.href = 'javascript:window.ran = true'")]
    public async Task Page_TextThatWouldBecomeScript_IsNotRun(string attack)
    {
        await using var window = await browser.OpenAsync();
        await window.Page.GotoAsync(server.Address.ToString());

        await window.Page.EvaluateAsync("document.addEventListener('securitypolicyviolation', () => window.refused = true)");
        var outcome = await window.Page.EvaluateAsync<string>($$"""
            async () => {
              try { {{attack}}; } catch (error) { window.refused = true; }
              const turn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)));
              for (let n = 0; n < 400 && !window.refused && !window.ran; n++) await turn();
              await turn();
              return `${window.ran ?? false} ${window.refused ?? false}`;
            }
            """);

        Assert.Equal("false true", outcome);
    }
}
