using System.Net;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

[Trait("Safety", "L6")]
public class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::")]
    [InlineData("127.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("::ffff:127.0.0.1", null)]
    [InlineData(null, null)]
    public void Of_AnAddress_IsWhatItsClientCannotChoose(string? address, string? counted) =>
        Assert.Equal(counted, ClientAddress.Of(address is null ? null : IPAddress.Parse(address), new LimitOptions())?.ToString());

    [Fact]
    public void Of_LoopbackWhereItCounts_IsAnAddress() =>
        Assert.Equal(IPAddress.Loopback, ClientAddress.Of(IPAddress.Loopback, new LimitOptions { CountLoopback = true }));
}
