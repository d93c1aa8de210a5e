using RealtimeHub.Server.Hosting.Configuration;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

public class NearestNameTests
{
    private static readonly string[] Names = ["DataPath", "Limits", "Feeds", "Namespaces", "CallsPerSecond", "CountLoopback"];

    [Theory]
    [InlineData("datapaht", "DataPath")]
    [InlineData("Limit", "Limits")]
    [InlineData("CallPerSeconds", "CallsPerSecond")]
    [InlineData("CountLoopbak", "CountLoopback")]
    [InlineData("LIMITS", "Limits")]
    [InlineData("Other", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Of_AName_IsTheOneWithFewestChanges(string name, string? nearest) => Assert.Equal(nearest, NearestName.Of(name, Names));
}
