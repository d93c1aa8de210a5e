using RealtimeHub.Server.Hosting;

namespace RealtimeHub.Server.Tests.Hosting;

public class DescriptorLimitTests
{
    [Theory]
    [InlineData("Max open files            330                  4096                 files     ", 330L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             330                  4096                 processes ", null)]
    [InlineData("Max open files", null)]
    public void Read_Line_IsTheSoftLimit(string line, long? expected) =>
        Assert.Equal(expected, DescriptorLimit.Read(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
}
