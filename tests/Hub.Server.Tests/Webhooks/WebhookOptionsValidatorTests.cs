using RealtimeHub.Server.Webhooks;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class WebhookOptionsValidatorTests
{
    private static WebhookOptions Good => new() { Address = "https://example.org/hooks", Secret = WebhookReceiver.Secret };

    [Fact]
    public void Validate_AddressAndSecret_IsEnough() => Assert.True(Validate(_ => { }).Succeeded);

    [Theory]
    [InlineData("Address", "example.org")]
    [InlineData("Address", "ftp://example.org")]
    [InlineData("Address", "https://user:pass@example.org")]
    [InlineData("Secret", "whsec_short")]
    [InlineData("PreviousSecret", "old")]
    [InlineData("Events", "message.posted,message.read")]
    [InlineData("Events", "")]
    [InlineData("Channels", "sys:*")]
    [InlineData("Channels", "sys:rooms")]
    [InlineData("Channels", "chat")]
    [InlineData("Channels", "chat:a b*")]
    [InlineData("Channels", "")]
    public void Validate_AValueThatIsNone_NamesItsOption(string option, string value)
    {
        var result = Validate(options => typeof(WebhookOptions).GetProperty(option)!.SetValue(options, value));

        Assert.StartsWith(option + " must be ", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_AWrongSecret_IsNotRepeated()
    {
        var canary = Secrets.NewCanary();

        Assert.DoesNotContain(canary, string.Join('\n', Validate(options => (options.Secret, options.Address, options.PreviousSecret) = (canary, canary, canary)).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_RangesOfTimesAndCounts_AreChecked()
    {
        var result = Validate(options =>
        {
            options.TimeLimit = options.RetryDelay = options.MaxRetryDelay = TimeSpan.Zero;
            options.RetryFor = TimeSpan.FromDays(8);
            options.VacatedDelay = options.SavedDelay = TimeSpan.FromHours(2);
            (options.MaxConcurrent, options.MaxPending, options.MaxDeadLetters) = (0, 0, -1);
        });

        Assert.Equal(9, result.Failures!.Count());
    }

    [Theory]
    [InlineData("orders", true)]
    [InlineData("a-1", true)]
    [InlineData("Orders", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-abcdef", false)]
    public void IsName_OfEachKind_IsTakenOrNot(string name, bool taken) => Assert.Equal(taken, WebhookOptionsValidator.IsName(name));

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<WebhookOptions> change)
    {
        var options = Good;
        change(options);
        return new WebhookOptionsValidator().Validate(null, options);
    }
}
