using RealtimeHub.Server.Engines.Redis.Reading;

namespace RealtimeHub.Server.Engines.Redis.Listening;

/// <summary>Fills in from the stored log what a channel lacks, one reader for each channel.</summary>
internal sealed class HoleFilling(RedisReads reads, TimeProvider time, CancellationToken end)
{
    // What is missing is mostly under way: answers and messages overtake each other.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private const int PageSize = 512;

    public void Begin(ListenedChannel channel)
    {
        if (channel.TryBeginFilling())
            _ = FillAsync(channel);
    }

    private async Task FillAsync(ListenedChannel channel)
    {
        try
        {
            await Task.Delay(Patience, time, end);
            while (channel.NextMissing() is { } missing)
                channel.Fill(missing, await reads.ReadLogAsync(channel.Name, new LogQuery { After = missing.From.Offset, Limit = PageSize }));
        }
        catch (Exception e) when (e is EngineUnavailableException or OperationCanceledException)
        {
            // The next check begins again.
            channel.GiveUpFilling();
        }
    }
}
