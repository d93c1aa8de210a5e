using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api.Contracts;

/// <summary>Ends the connections of a user.</summary>
/// <param name="Code">The closing code; <c>kicked</c> when absent.</param>
/// <param name="Message">Why, for people, 1–200 characters.</param>
/// <param name="Reconnect">What their clients shall do; what the code says when absent.</param>
internal sealed record DisconnectRequest(ClosingCode? Code = null, string? Message = null, ReconnectAdvice? Reconnect = null);

/// <summary>Takes access away.</summary>
/// <param name="Code">The closing code, <c>kicked</c> or <c>banned</c>; <c>kicked</c> when absent.</param>
/// <param name="Message">Why, for people, 1–200 characters.</param>
internal sealed record RevokeRequest(ClosingCode? Code = null, string? Message = null);

/// <summary>Ends the subscriptions of a user to a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Code">The code of the callback, 1–64 characters <c>a-z</c> and <c>_</c>; <c>kicked</c> when absent.</param>
/// <param name="Message">Why, for people, 1–200 characters.</param>
internal sealed record UnsubscribeUserRequest(string Channel, string? Code = null, string? Message = null);

/// <summary>How many connections of this node a call reached.</summary>
/// <param name="Connections">The number.</param>
internal sealed record ReachedConnections(int Connections);
