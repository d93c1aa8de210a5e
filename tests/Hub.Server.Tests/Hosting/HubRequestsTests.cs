using Microsoft.AspNetCore.Http;
using RealtimeHub.Server.Hosting;

namespace RealtimeHub.Server.Tests.Hosting;

public class HubRequestsTests
{
    [Theory]
    [InlineData("/hub/negotiate", "?negotiateVersion=1", true)]
    [InlineData("/hub", "", true)]
    [InlineData("/hub", "?id=", true)]
    [InlineData("/HUB", "?ID=", true)]
    [InlineData("/hub", "?id=token", false)]
    [InlineData("/hubs", "", false)]
    [InlineData("/", "", false)]
    public void BeginsConnection_Request_UnlessItGoesOnWithOne(string path, string query, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        (request.Path, request.QueryString) = (path, new QueryString(query));

        Assert.Equal(expected, HubRequests.BeginsConnection(request));
    }
}
