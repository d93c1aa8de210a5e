using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting.Configuration;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

public class OptionsBinderTests
{
    [Fact]
    public void Bind_ValuesOfEveryType_SetsThemAndKeepsTheOtherDefaults()
    {
        var options = Bind(
            ("count", "7"), ("Size", "5000000000"), ("RATE", "0.5"), ("Flag", "true"), ("Age", "1.02:03:04"), ("Name", "a b"), ("Day", "monday"),
            ("Inner:Count", "8"));

        Assert.Equal(
            (7, 5_000_000_000, 0.5, true, new TimeSpan(1, 2, 3, 4), "a b", DayOfWeek.Monday, 8),
            (options.Count, options.Size, options.Rate, options.Flag, options.Age, options.Name, options.Day, options.Inner.Count));
        Assert.Equal((3, 1), (options.Kept, options.Inner.Kept));
    }

    [Fact]
    public void Bind_Maps_CreatesEntriesAndChangesThoseThereAre()
    {
        var options = Bind(("Named:old:Count", "5"), ("Named:new:Count", "6"), ("Listed:1", "b"), ("Listed:0", "a"), ("Listed:10", "c"));

        Assert.Equal((5, 2, 6, 9), (options.Named["old"].Count, options.Named["old"].Kept, options.Named["new"].Count, options.Named["new"].Kept));
        Assert.Equal(["a", "b", "c"], options.Listed.Values);
    }

    [Theory]
    [InlineData("Count", "1.5", "must be a whole number")]
    [InlineData("Count", "99999999999", "must be a whole number")]
    [InlineData("Size", "many", "must be a whole number")]
    [InlineData("Rate", "NaN", "must be a number")]
    [InlineData("Rate", "1e999", "must be a number")]
    [InlineData("Flag", "yes", "must be true or false")]
    [InlineData("Age", "tomorrow", "must be a time such as")]
    [InlineData("Age", "unlimited", "must be a time such as")]
    [InlineData("Age", "5", "must be a time: write 00:00:05 for 5 seconds, or 5.00:00:00 for 5 days; 5 alone does not say which")]
    [InlineData("Limit", "60", "60 alone does not say which")]
    [InlineData("Limit", "soon", "or unlimited")]
    [InlineData("Day", "someday", "must be one of sunday, monday")]
    [InlineData("Day", "1", "must be one of sunday, monday")]
    [InlineData("Day", "monday,tuesday", "must be one of sunday, monday")]
    [InlineData("Other", "1", "there is no such option; there are Count, Size")]
    [InlineData("Fixed", "1", "there is no such option")]
    [InlineData("Private", "1", "there is no such option")]
    [InlineData("Computed:Count", "1", "there is no such option", "Computed")]
    [InlineData("Inner:Other", "1", "there is no such option; there are Count, Kept")]
    [InlineData("Inner", "1", "takes options below it, not a value")]
    [InlineData("Named:new:Other", "1", "there is no such option; there are Count, Kept")]
    [InlineData("Named:new", "1", "takes options below it, not a value")]
    [InlineData("Listed", "a", "takes options below it, not a value")]
    [InlineData("Count:0", "1", "takes a value, not options below it", "Count")]
    public void Bind_BadValue_RefusesNamingKeyAndKind(string name, string value, string reason, string? key = null)
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Bind((name, value)));

        Assert.Equal("Section:" + (key ?? name), refused.Key);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("RealtimeHub", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_Unlimited_IsNull() => Assert.Null(Bind(("Limit", "Unlimited")).Limit);

    [Fact]
    public void Bind_EmptyValue_IsTheDefault() => Assert.Equal(1, Bind(("Count", "")).Count);

    private static TestOptions Bind(params (string Name, string Value)[] values)
    {
        var options = new TestOptions();
        OptionsBinder.Bind(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.ToDictionary(value => "Section:" + value.Name, value => (string?)value.Value))
                .Build().GetSection("Section"),
            options);
        return options;
    }

    private sealed class TestOptions
    {
        public int Count { get; set; } = 1;

        public long Size { get; set; }

        public double Rate { get; set; }

        public bool Flag { get; set; }

        public TimeSpan Age { get; set; }

        public TimeSpan? Limit { get; set; } = TimeSpan.FromSeconds(1);

        public string? Name { get; set; }

        public DayOfWeek Day { get; set; }

        public int Kept { get; set; } = 3;

        public int Fixed => Kept;

        public int Private { get; internal set; }

        public Uri? Computed => Name is null ? null : new Uri(Name);

        public InnerOptions Inner { get; } = new() { Kept = 1 };

        public OptionsMap<InnerOptions> Named { get; } = new(() => new InnerOptions { Kept = 9 }) { ["old"] = new InnerOptions { Kept = 2 } };

        public OptionsMap<string> Listed { get; } = new();
    }

    private sealed class InnerOptions
    {
        public int Count { get; set; }

        public int Kept { get; set; }
    }
}
