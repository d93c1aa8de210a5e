using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Api;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

public sealed class ApiRatesTests
{
    private static readonly ApiCaller Writer = new("writer", null, ApiScopes.Publish, 10);
    private readonly FakeTimeProvider time = new();
    private readonly ApiRates rates;

    public ApiRatesTests() => rates = new ApiRates(time);

    [Fact]
    public void Take_MoreThanTheRate_IsRefusedUntilItMayCome()
    {
        Assert.Null(rates.Take(Writer, 8));
        var refusal = rates.Take(Writer, 5)!;

        Assert.Equal((ErrorCode.RateLimited, 10, 300), (refusal.Code, refusal.Details!.Limit, refusal.Details.RetryAfterMs));
        time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Null(rates.Take(Writer, 5));
    }

    [Fact]
    public void Take_EachKeyHasItsOwnRate()
    {
        Assert.Null(rates.Take(Writer, 10));
        Assert.NotNull(rates.Take(Writer, 0));
        Assert.Null(rates.Take(Writer with { Name = "other" }, 10));
        Assert.Null(rates.Take(new ApiCaller(null, "admin", ApiScopes.Admin, 0), 1_000_000));
        Assert.Null(rates.Take(new ApiCaller(null, "admin", ApiScopes.Admin, 0), 1));
    }

    [Fact]
    public async Task Wait_StreamThatIsTooFast_ContinuesInItsTurn()
    {
        await rates.WaitAsync(Writer, 10, default);
        var next = rates.WaitAsync(Writer, 5, default).AsTask();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(500));

        await next.Within();
    }
}
