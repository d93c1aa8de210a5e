using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Tests.Diagnostics;

public class PluralTests
{
    [Theory]
    [InlineData(0, "0 updates")]
    [InlineData(1, "1 update")]
    [InlineData(2, "2 updates")]
    [InlineData(1234, "1234 updates")]
    public void Of_Count_AgreesWithItsNoun(long count, string expected) => Assert.Equal(expected, Plural.Of(count, "update"));
}
