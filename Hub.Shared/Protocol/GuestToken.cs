namespace RealtimeHub.Shared;

/// <summary>A wish to come in under a name, <c>POST /auth/guest</c>.</summary>
/// <param name="Name">1–64 characters.</param>
public sealed record GuestRequest(string Name);

/// <summary>A guest's token.</summary>
/// <param name="Token">To be sent as <c>Authorization: Bearer</c> or as <c>access_token</c>.</param>
/// <param name="UserId">The new user's id.</param>
/// <param name="Name">The name as it was taken.</param>
/// <param name="ExpiresTime">When it runs out, Unix milliseconds.</param>
public sealed record GuestToken(string Token, string UserId, string Name, long ExpiresTime);
