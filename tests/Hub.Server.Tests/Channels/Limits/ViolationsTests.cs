using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

[Trait("Safety", "L27")]
public class ViolationsTests
{
    private static readonly IPAddress Far = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.8");
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void IsBarred_AfterTheBurst_UntilOneIsDue()
    {
        var violations = new Violations(new LimitOptions(), time);
        Note(violations, 9, null, Far);
        Assert.False(violations.IsBarred(null, Far, out _));
        Note(violations, 1, null, Far);

        Assert.True(violations.IsBarred(null, Far, out var retryAfter));
        Assert.Equal(10, retryAfter.TotalSeconds, 3);
        Assert.False(violations.IsBarred(null, Other, out _));
        time.Advance(retryAfter);
        Assert.False(violations.IsBarred(null, Far, out _));
        Note(violations, 1, null, Far);
        Assert.True(violations.IsBarred(null, Far, out _));
    }

    [Fact]
    public void Note_WhileBarred_BarsNoLonger()
    {
        var violations = new Violations(new LimitOptions(), time);
        Note(violations, 1_000, null, Far);

        Assert.True(violations.IsBarred(null, Far, out var retryAfter));
        Assert.Equal(10, retryAfter.TotalSeconds, 3);
    }

    [Fact]
    public void IsBarred_SignedInUser_NeitherBarsItsAddressNorIsBarredWithIt()
    {
        var violations = new Violations(new LimitOptions(), time);
        Note(violations, 10, "mallory", Far);

        Assert.True(violations.IsBarred("mallory", Far, out _));
        Assert.True(violations.IsBarred("mallory", Other, out _));
        Assert.False(violations.IsBarred("ann", Far, out _));
        Assert.False(violations.IsBarred(null, Far, out _));

        Note(violations, 10, null, Far);
        Assert.False(violations.IsBarred("ann", Far, out _));
    }

    [Fact]
    public void Note_AddressesThatAreNotCounted_AreNotBarred()
    {
        var violations = new Violations(new LimitOptions(), time);
        Note(violations, 100, null, IPAddress.Loopback);
        Note(violations, 100, "ann", IPAddress.Loopback);
        Note(violations, 100, null, null);
        Assert.Equal(0, violations.Count);

        var lifted = new Violations(new LimitOptions { ViolationsPerMinute = 0 }, time);
        Note(lifted, 100, null, Far);
        Assert.False(lifted.IsBarred(null, Far, out _));
    }

    [Fact]
    public void Count_AfterAQuietTime_ForgetsWhoComesBackAndMakesRoomForOthers()
    {
        var violations = new Violations(new LimitOptions(), time);
        for (var n = 0; n < Violations.MostRemembered + 10; n++)
            Note(violations, 1, "user-" + n, Far);
        Assert.Equal(Violations.MostRemembered, violations.Count);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(violations.IsBarred("user-0", Far, out _));
        Assert.Equal(Violations.MostRemembered - 1, violations.Count);
        Note(violations, 1, "one", Far);
        Note(violations, 1, "another", Far);
        Assert.Equal(2, violations.Count);
    }

    private static void Note(Violations violations, int count, string? userId, IPAddress? address)
    {
        for (var n = 0; n < count; n++)
            violations.Note(userId, address);
    }
}
