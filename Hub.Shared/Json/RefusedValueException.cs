using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>A value that breaks a rule of the contracts. The message says the rule, in words for the one who sent it.</summary>
public sealed class RefusedValueException : JsonException
{
    internal RefusedValueException(string message, string reason, string? path = null, string? member = null)
        : base(message, path, null, null) => (Reason, Member) = (reason, member);

    /// <summary>The machine word for programs, the <c>reason</c> of a refusal.</summary>
    public string Reason { get; }

    /// <summary>Which field of a payload it is in, where the payload is an object; null for others.</summary>
    public string? Member { get; }

    internal RefusedValueException InMember(string? member) => new(Message, Reason, Path, member);

    internal RefusedValueException At(JsonException place) => new(place.Message, Reason, place.Path, Member);
}
