using Microsoft.Extensions.Logging;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Replaces the token before it expires. Subscriptions that the new one forbids are ended by the server.</summary>
internal sealed partial class TokenRefresh(HubClientOptions options, ILogger logger)
{
    private const int Attempts = 4;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(5);

    public async Task RunAsync(Session session)
    {
        for (var attempt = 0; attempt < Attempts && options.AccessTokenProvider is { } provider; attempt++)
        {
            try
            {
                if (attempt > 0)
                    await Task.Delay(BetweenAttempts, options.TimeProvider, session.Lost).ConfigureAwait(false);
                if (await provider(session.Lost).ConfigureAwait(false) is { } token)
                    await session.InvokeAsync<RefreshTokenResult>(nameof(IChannelMethods.RefreshToken), new RefreshTokenRequest(token), session.Lost).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (error is ConnectionLostException || session.Lost.IsCancellationRequested)
            {
                // The next connection begins with a token of its own.
                return;
            }
            catch (Exception error)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The access token could not be refreshed")]
    private partial void LogFailed(Exception error);
}
