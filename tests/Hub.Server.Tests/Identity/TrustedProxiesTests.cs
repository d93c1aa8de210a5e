using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

[Trait("Safety", "L6")]
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("::1", true)]
    [InlineData("proxy.example.com", false)]
    [InlineData("10.0.0.1/8", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("::/0", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void FaultOf_AText_IsNullForAddressesAndNetworksOnly(string text, bool isGood) => Assert.Equal(isGood, TrustedProxies.FaultOf(text) is null);

    [Theory]
    [InlineData("", "203.0.113.9", "127.0.0.1 http")]
    [InlineData("10.0.0.1", "203.0.113.9", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9 https")]
    [InlineData("127.0.0.0/8", "203.0.113.9", "203.0.113.9 https")]

    // What a client wrote itself is in front of what the proxy has added.
    [InlineData("127.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9 https")]
    [InlineData("127.0.0.1", "127.0.0.1, 203.0.113.9", "203.0.113.9 https")]
    [InlineData("127.0.0.1;10.0.0.0/8", "192.0.2.1, 203.0.113.9, 10.1.2.3", "203.0.113.9 https")]
    [InlineData("127.0.0.1", "no address", "127.0.0.1 http")]
    [InlineData("127.0.0.1", null, "127.0.0.1 https")]
    public async Task UseTrustedProxies_ForwardedHeaders_CountFromTrustedProxiesOnly(string proxies, string? forwarded, string seen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseTrustedProxies(proxies.Split(';', StringSplitOptions.RemoveEmptyEntries));
        app.Run(context => context.Response.WriteAsync($"{context.Connection.RemoteIpAddress!.MapToIPv4()} {context.Request.Scheme}"));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        if (forwarded is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        var hops = forwarded is null ? 1 : forwarded.Split(',').Length;
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Proto", string.Join(", ", Enumerable.Repeat("https", hops)));

        Assert.Equal(seen, await http.GetStringAsync(new Uri("/", UriKind.Relative)));
    }
}
