using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Backends;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Backends;

public sealed class BackendAnswersTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:a");
    private readonly FakeTimeProvider time = new();
    private readonly ChannelCaller ada = new("c1", "ada", "Ada");

    [Fact]
    public void TryGet_WithinItsTime_GivesTheAnswerOfThatQuestionOnly()
    {
        var answers = new BackendAnswers(new BackendOptions(), time);
        answers.Put(ada, Channel, ChannelRights.Subscribe, true);
        answers.Put(ada, Channel, ChannelRights.Publish, false);

        Assert.True(answers.TryGet(ada, Channel, ChannelRights.Subscribe, out var allowed) && allowed == true);
        Assert.True(answers.TryGet(ada, Channel, ChannelRights.Publish, out allowed) && allowed == false);
        Assert.False(answers.TryGet(ada, Channel, ChannelRights.History, out _));
        Assert.False(answers.TryGet(ada, ChannelName.Parse("topic:b"), ChannelRights.Subscribe, out _));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(answers.TryGet(ada, Channel, ChannelRights.Subscribe, out _));
    }

    [Fact]
    public void TryGet_AfterANewToken_GivesNothing()
    {
        var answers = new BackendAnswers(new BackendOptions(), time);
        answers.Put(ada, Channel, ChannelRights.Subscribe, true);

        Assert.False(answers.TryGet(ada with { }, Channel, ChannelRights.Subscribe, out _));
    }

    [Fact]
    public void Put_ManyAnswers_KeepsABoundedNumberOfThem()
    {
        var answers = new BackendAnswers(new BackendOptions { MaxCached = 100 }, time);
        for (var n = 0; n < 10_000; n++)
            answers.Put(ada, ChannelName.Parse($"topic:{n}"), ChannelRights.Subscribe, true);

        Assert.InRange(answers.Count, 1, 100);
        Assert.True(answers.TryGet(ada, ChannelName.Parse("topic:9999"), ChannelRights.Subscribe, out _));
    }

    [Fact]
    public void Put_WithoutATimeToKeepThem_KeepsNone()
    {
        var answers = new BackendAnswers(new BackendOptions { CacheTime = TimeSpan.Zero }, time);
        answers.Put(ada, Channel, ChannelRights.Subscribe, true);

        Assert.False(answers.TryGet(ada, Channel, ChannelRights.Subscribe, out _));
    }
}
