using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Why something was not done: a value inside the server, one coded error at its edge.</summary>
/// <param name="Code">The code.</param>
/// <param name="Text">For people: names the field or channel and what to do.</param>
internal sealed record Refusal(ErrorCode Code, string Text)
{
    public static Refusal BadRequest(string text) => new(ErrorCode.BadRequest, text);

    public static Refusal TooLarge(string field, int bytes, int limit) =>
        new(ErrorCode.PayloadTooLarge, $"{field} has {bytes} bytes; the limit is {limit}");

    public static Refusal RateLimited(string what, TimeSpan retryAfter) =>
        new(ErrorCode.RateLimited, $"too many {what}; {ConnectionLimits.RetryText(retryAfter)}");

    public static Refusal Denied(ChannelName channel, ChannelRights right) =>
        new(ErrorCode.PermissionDenied, $"you may not {right.ToAct()} {channel.Brief()}");

    public static Refusal NoUser(string method) =>
        new(ErrorCode.Unauthorized, $"{method} takes a signed-in user; connect with a token");
}

/// <summary>What a client sent, as answers may repeat it: never more than 64 characters.</summary>
internal static class Brevity
{
    private const int MaxCharacters = 64;

    public static string Brief(this ChannelName channel)
    {
        var name = channel.Value;
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
