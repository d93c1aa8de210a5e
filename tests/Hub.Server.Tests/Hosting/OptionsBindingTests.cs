using System.Globalization;
using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;

namespace RealtimeHub.Server.Tests.Hosting;

public class OptionsBindingTests
{
    [Fact]
    public void Read_ValuesOfEveryType_SetsThemAndKeepsTheOtherDefaults()
    {
        var options = Read(("count", "7"), ("RATE", "0.5"), ("Flag", "true"), ("Age", "1.02:03:04"), ("Name", "a b"));

        Assert.Equal((7, 0.5, true, new TimeSpan(1, 2, 3, 4), "a b"), (options.Count, options.Rate, options.Flag, options.Age, options.Name));
        Assert.Equal(3, options.Kept);
    }

    [Theory]
    [InlineData("Count", "1.5", "a whole number")]
    [InlineData("Count", "99999999999", "a whole number")]
    [InlineData("Rate", "NaN", "a number")]
    [InlineData("Rate", "1e999", "a number")]
    [InlineData("Flag", "yes", "true or false")]
    [InlineData("Age", "tomorrow", "a time")]
    [InlineData("Other", "1", "there is no such option")]
    [InlineData("Fixed", "1", "there is no such option")]
    public void Read_BadValue_RefusesNamingKeyAndKind(string name, string value, string reason)
    {
        var refused = Assert.Throws<ConfigurationRefusedException>(() => Read((name, value)));

        Assert.Equal("Section:" + name, refused.Key);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyValue_IsTheDefault() => Assert.Equal(1, Read(("Count", "")).Count);

    private static Options Read(params (string Name, string Value)[] values) => OptionsBinding.Read<Options>(
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(value => "Section:" + value.Name, value => (string?)value.Value.ToString(CultureInfo.InvariantCulture)))
            .Build().GetSection("Section"));

    private sealed class Options
    {
        public int Count { get; set; } = 1;

        public double Rate { get; set; }

        public bool Flag { get; set; }

        public TimeSpan Age { get; set; }

        public string? Name { get; set; }

        public int Kept { get; set; } = 3;

        public int Fixed => Kept;
    }
}
