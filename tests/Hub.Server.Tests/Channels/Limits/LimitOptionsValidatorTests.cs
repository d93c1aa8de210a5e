using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

public class LimitOptionsValidatorTests
{
    private readonly LimitOptionsValidator validator = new();

    [Fact]
    public void Validate_Defaults_AreFine() => Assert.True(validator.Validate(null, new LimitOptions()).Succeeded);

    [Fact]
    public void Validate_LiftedRatesAndCounts_AreFine() => Assert.True(validator.Validate(null, new LimitOptions
    {
        CallsPerSecond = 0,
        PublishesPerSecond = 0,
        NegotiationsPerSecond = 0,
        ConnectionsPerUser = 0,
        ConnectionsPerNode = 0,
        MaxSubscriptions = 0,
    }).Succeeded);

    [Theory]
    [InlineData("PublishesPerSecond", "-1", "PublishesPerSecond must be from 0 (no limit) to 1000000 a second")]
    [InlineData("CallsPerSecond", "NaN", "CallsPerSecond must be from 0 (no limit) to 1000000 a second")]
    [InlineData("ViolationsPerMinute", "-1", "ViolationsPerMinute must be from 0 (no limit) to 1000000 a minute")]
    [InlineData("PublishBurst", "0", "PublishBurst must be from 1 to 1000000")]
    [InlineData("ConnectionsPerUser", "-1", "ConnectionsPerUser must be 0 (no limit) or more")]
    [InlineData("MaxMessageBytes", "0", "MaxMessageBytes must be from 1 to 67108864")]
    [InlineData("MaxMessageBytes", "4194304", "MaxTransportMessageBytes must not be below MaxMessageBytes (4194304)")]
    [InlineData("MaxKeyBytes", "201", "MaxKeyBytes must be from 1 to 200")]
    [InlineData("OutboxBytes", "1", "OutboxBytes must be from 1024 to 1073741824")]
    [InlineData("DeadPeerTimeout", "00:10:01", "DeadPeerTimeout must be a time from 00:00:02 to 00:10:00")]
    public void Validate_OutOfRange_NamesTheKey(string key, string value, string line)
    {
        var options = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Hub:Limits:" + key, value)])
            .Build().GetSection("Hub:Limits").Get<LimitOptions>()!;
        Assert.Equal([line], validator.Validate(null, options).Failures);
    }

    /// <summary>Every option has a range: a new one can't be forgotten.</summary>
    [Fact]
    public void Validate_EachNumberBelowItsRange_IsRefused()
    {
        foreach (var property in typeof(LimitOptions).GetProperties().Where(property => property.CanWrite && property.PropertyType != typeof(bool)))
        {
            var options = new LimitOptions();
            object below = property.PropertyType == typeof(TimeSpan)
                ? TimeSpan.FromSeconds(-1)
                : Convert.ChangeType(-1, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture);
            property.SetValue(options, below);
            Assert.Contains(validator.Validate(null, options).Failures ?? [], line => line.StartsWith(property.Name + " ", StringComparison.Ordinal));
        }
    }
}
