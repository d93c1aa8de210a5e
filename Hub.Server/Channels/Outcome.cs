using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Why something was not done: a value inside the server, one coded error at its edge.</summary>
/// <param name="Code">The code.</param>
/// <param name="Text">For people: names the field or channel and what to do.</param>
/// <param name="Details">For programs: the same as fields; null where the code says it all.</param>
internal sealed record Refusal(ErrorCode Code, string Text, RefusalDetails? Details = null)
{
    public static Refusal BadRequest(string text) => new(ErrorCode.BadRequest, text);

    /// <summary>A field breaks a rule.</summary>
    /// <param name="field">The field, as a path from the request.</param>
    /// <param name="text">What is wrong with it and what to do; names the field.</param>
    /// <param name="limit">The limit that it passes.</param>
    /// <param name="actual">What stands against the limit.</param>
    /// <param name="reason">A machine word where programs tell this case from others of the field.</param>
    public static Refusal BadRequest(string field, string text, long? limit = null, long? actual = null, string? reason = null) =>
        new(ErrorCode.BadRequest, text, new RefusalDetails { Field = field, Limit = limit, Actual = actual, Reason = reason });

    public static Refusal TooLarge(string field, int bytes, int limit) =>
        new(ErrorCode.PayloadTooLarge, $"{field} has {bytes} bytes; the limit is {limit}", new RefusalDetails { Field = field, Limit = limit, Actual = bytes });

    /// <summary>A count would pass its limit.</summary>
    public static Refusal LimitExceeded(string text, long limit, long actual) =>
        new(ErrorCode.LimitExceeded, text, new RefusalDetails { Limit = limit, Actual = actual });

    /// <param name="what">What there were too many of.</param>
    /// <param name="retryAfter">When the same call may work.</param>
    /// <param name="perSecond">How many a second are allowed; told to programs where it is a whole number.</param>
    public static Refusal RateLimited(string what, TimeSpan retryAfter, double perSecond) => new(
        ErrorCode.RateLimited,
        $"too many {what}; {ConnectionLimits.RetryText(retryAfter)}",
        new RefusalDetails { Limit = double.IsInteger(perSecond) ? (long)perSecond : null, RetryAfterMs = ConnectionLimits.RetryAfterMs(retryAfter) });

    public static Refusal Denied(ChannelName channel, ChannelRights right) => new(
        ErrorCode.PermissionDenied,
        $"you may not {right.ToAct()} {channel.Brief()}",
        new RefusalDetails { Channel = channel.Brief(), Right = right.ToWord() });

    public static Refusal NoUser(string method) =>
        new(ErrorCode.Unauthorized, $"{method} takes a signed-in user; connect with a token", new RefusalDetails { Reason = "no_user" });

    /// <summary>The channel is not subscribed, which the call needs.</summary>
    public static Refusal NotSubscribed(ChannelName channel) => new(
        ErrorCode.BadRequest,
        $"channel {channel.Brief()} is not subscribed on this connection; call Subscribe first",
        new RefusalDetails { Reason = "not_subscribed", Field = "channel", Channel = channel.Brief() });

    /// <summary>The channel's mode does not have what the call asks for.</summary>
    public static Refusal WrongMode(ChannelName channel, string text) =>
        new(ErrorCode.BadRequest, text, new RefusalDetails { Reason = "wrong_mode", Field = "channel", Channel = channel.Brief() });

    /// <summary>A channel can't be continued; the reason is the gap's.</summary>
    public static Refusal PositionLost(ChannelName channel, long offset, GapReason gap, string remedy)
    {
        var reason = gap.ToString().ToLowerInvariant();
        return new(
            ErrorCode.PositionLost,
            $"{channel.Brief()} can't be continued from offset {offset} ({reason}); {remedy}",
            new RefusalDetails { Channel = channel.Brief(), Reason = reason, Field = "since", Actual = offset });
    }

    /// <summary>The end of a subscription for this reason.</summary>
    public Unsubscribed ToUnsubscribed(ChannelName channel, bool resubscribe) =>
        new Unsubscribed(channel, Code.ToWord(), Text, resubscribe).WithData(Details);

    /// <summary>The refusal as one of several results.</summary>
    public WireError ToWireError() => new WireError(Code, Text) { Channel = Details?.Channel }.WithData(Details);

    /// <summary>The same refusal of one entry of a list.</summary>
    public Refusal At(int index) => this with { Details = (Details ?? new RefusalDetails()) with { Index = index } };
}

/// <summary>What a client sent, as answers may repeat it: never more than 64 characters.</summary>
internal static class Brevity
{
    private const int MaxCharacters = 64;

    public static string Brief(this ChannelName channel) => Brief(channel.Value);

    public static string Brief(string name)
    {
        if (name.Length <= MaxCharacters)
            return name;
        var end = MaxCharacters - 1;
        return (char.IsHighSurrogate(name[end - 1]) ? name[..(end - 1)] : name[..end]) + "…";
    }
}

/// <summary>A result or the reason why there is none.</summary>
internal readonly struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    /// <summary>The result; only when <see cref="Refusal"/> is null.</summary>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException(Refusal.Text);

    /// <summary>The result, also where it is an interface, which no conversion takes.</summary>
    public static Outcome<T> From(T value) => new(value, null);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal, [MaybeNullWhen(true)] out T result)
    {
        refusal = Refusal;
        result = value!;
        return refusal is not null;
    }
}
