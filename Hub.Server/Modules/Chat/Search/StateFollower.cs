using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>
/// Keeps something in memory in step with the keys of a channel that begin alike: reads what changed since the last time,
/// whichever node changed it. Used by one at a time.
/// </summary>
internal sealed class StateFollower(IModuleChannels channels, ChannelName channel, string prefix)
{
    private const int PageSize = 1_000;
    private string epoch = "";
    private long at;

    /// <summary>Reads up to the head.</summary>
    /// <param name="reset">Called before everything is read again.</param>
    /// <param name="take">Called for each changed key, in order of the changes.</param>
    /// <param name="cancellationToken">Cancels between pages; the rest is read the next time.</param>
    public async ValueTask FollowAsync(Action reset, Action<Publication> take, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await channels.ReadStateAsync(channel, new StateQuery { Prefix = prefix, ChangedAfter = at, Limit = PageSize }, cancellationToken);
            if (page.Position.Epoch != epoch || page.ForgottenUpTo > at)
            {
                reset();
                epoch = page.Position.Epoch;
                var again = at > 0;
                at = 0;
                if (again)
                    continue;
            }

            foreach (var entry in page.Entries)
                take(entry);
            at = page.HasMore ? page.Entries[^1].Offset : Math.Max(at, page.Position.Offset);
            if (!page.HasMore)
                return;
        }
    }
}
