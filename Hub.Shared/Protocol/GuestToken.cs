namespace RealtimeHub.Shared;

/// <summary>Asks for a guest's token, <c>POST /auth/guest</c>.</summary>
/// <param name="Name">The guest's name, 1–64 characters.</param>
public sealed record GuestRequest(string Name);

/// <summary>A guest's token.</summary>
/// <param name="Token">The token, sent as <c>Authorization: Bearer</c> or as <c>access_token</c>.</param>
/// <param name="UserId">The new user's id.</param>
/// <param name="Name">The name as accepted.</param>
/// <param name="ExpiresTime">When the token expires, Unix milliseconds.</param>
public sealed record GuestToken(string Token, string UserId, string Name, long ExpiresTime);
