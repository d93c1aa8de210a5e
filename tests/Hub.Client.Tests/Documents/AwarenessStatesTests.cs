using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Documents;
using RealtimeHub.Documents;

namespace RealtimeHub.Client.Tests.Documents;

public class AwarenessStatesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly AwarenessStates states;

    public AwarenessStatesTests() => states = new AwarenessStates(7, time);

    [Fact]
    public void Take_NewerStates_ReplaceOlderOnes()
    {
        Assert.Equal((true, false), Take(new AwarenessEntry(2, 5, "{}"), new AwarenessEntry(1, 1, "{\"a\":1}")));
        Assert.Equal((false, false), Take(new AwarenessEntry(2, 4, "{\"old\":1}")));
        Assert.Equal((false, false), Take(new AwarenessEntry(2, 6, "{}")));
        Assert.Equal((true, false), Take(new AwarenessEntry(2, 7, "{\"b\":1}")));

        Assert.Equal([new AwarenessEntry(1, 1, "{\"a\":1}"), new AwarenessEntry(2, 7, "{\"b\":1}")], states.Others);
    }

    [Fact]
    public void Take_Gone_IsNoMoreAndDoesNotComeBackWithWhatIsOlder()
    {
        Take(new AwarenessEntry(2, 5, "{}"));
        Assert.Equal((true, false), Take(new AwarenessEntry(2, 5, null)));
        Assert.Equal((false, false), Take(new AwarenessEntry(2, 5, "{}")));

        Assert.Empty(states.Others);
    }

    [Fact]
    public void Take_ItselfReportedGone_HasToSayThatItIsThere()
    {
        states.Say("{}");
        Assert.Equal((false, true), Take(new AwarenessEntry(7, 9, null)));
        Assert.True(states.SayAgain());

        Assert.Equal(new AwarenessEntry(7, 10, "{}"), states.Own);
        Assert.Equal((false, false), Take(new AwarenessEntry(7, 8, null)));
        Assert.Empty(states.Others);
    }

    [Fact]
    public void SayAgain_NothingSaid_IsNothing()
    {
        Assert.False(states.SayAgain());
        states.Say("{}");
        states.Say(null);
        Assert.False(states.SayAgain());
        Assert.Null(states.Own.State);
    }

    [Fact]
    public void ForgetSilent_NothingHeardForLong_IsGone()
    {
        Take(new AwarenessEntry(1, 1, "{}"), new AwarenessEntry(2, 1, "{}"));
        time.Advance(AwarenessStates.ForgetAfter / 2);
        Take(new AwarenessEntry(2, 2, "{}"));
        Assert.False(states.ForgetSilent());
        time.Advance(AwarenessStates.ForgetAfter / 2);

        Assert.True(states.ForgetSilent());
        Assert.Equal([new AwarenessEntry(2, 2, "{}")], states.Others);
        Assert.True(states.ForgetAll());
        Assert.False(states.ForgetAll());
    }

    [Fact]
    public void IsRenewalDue_AWhileAfterTheLastWord_IsTrueForWhoSaysAnything()
    {
        time.Advance(AwarenessStates.RenewAfter);
        Assert.False(states.IsRenewalDue);
        states.Say("{}");
        Assert.False(states.IsRenewalDue);
        time.Advance(AwarenessStates.RenewAfter);
        Assert.True(states.IsRenewalDue);
        states.SayAgain();
        Assert.False(states.IsRenewalDue);
    }

    private (bool Changed, bool MustSay) Take(params AwarenessEntry[] entries) => states.Take(entries);
}
