using System.Text.Json.Serialization;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Revocations on disk: the state of <c>sys:revoked</c>, as long as tokens that they are about could be valid.</summary>
internal sealed class RevocationStore(IModuleChannels channels, IRevokedTokens revoked, TimeProvider time) : IHostedService
{
    private const string RecordType = "access.revoked";
    private const int PageSize = 1_000;

    private static ChannelName Channel { get; } = ChannelName.Parse("sys:revoked");

    public async ValueTask WriteAsync(Revocation revocation, CancellationToken cancellationToken) =>
        await channels.AppendAsync(Channel, [new Draft { Type = RecordType, Key = revocation.Key, Data = Payload.From(revocation, RevocationJson.Default.Revocation) }], cancellationToken: cancellationToken);

    /// <summary>Reads them before clients may connect, and forgets those that are of no use any more.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var oldest = (time.GetUtcNow() - revoked.Lifetime).ToUnixTimeMilliseconds();
        var old = new List<Draft>();
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(Channel, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (entry.Data.Read(RevocationJson.Default.Revocation) is not { } revocation || revocation.Time < oldest)
                    old.Add(new Draft { Type = RecordType, Key = entry.Key, Data = default, Removed = true });
                else
                    Add(revocation);
            }

            if (!page.HasMore)
                break;
            after = page.Entries[^1].Key;
        }

        foreach (var batch in old.Chunk(PageSize))
            await channels.AppendAsync(Channel, batch, cancellationToken: cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Add(Revocation revocation)
    {
        var when = DateTimeOffset.FromUnixTimeMilliseconds(revocation.Time);
        if (revocation.UserId is { } userId)
            revoked.AddUser(userId, when);
        else if (revocation.TokenId is { } tokenId)
            revoked.AddToken(tokenId, when);
    }
}

/// <summary>What was revoked: a user or a token.</summary>
/// <param name="UserId">The user; null for a token.</param>
/// <param name="TokenId">The token's <c>jti</c>; null for a user.</param>
/// <param name="Time">When, in Unix milliseconds.</param>
internal sealed record Revocation(string? UserId, string? TokenId, long Time)
{
    /// <summary>Its key in the state.</summary>
    [JsonIgnore]
    public string Key => UserId is null ? "token:" + TokenId : "user:" + UserId;
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Revocation))]
internal sealed partial class RevocationJson : JsonSerializerContext;
