using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Server.Modules.Feeds.Tables;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>All that see the values of feeds. Both methods are called in the table's turn.</summary>
internal sealed class FeedObservers(IEnumerable<IFeedObserver> observers)
{
    private readonly IFeedObserver[] observers = [.. observers];

    public async ValueTask OpenAsync(FeedTable table, CancellationToken cancellationToken)
    {
        if (table.IsObserved)
            return;
        foreach (var observer in observers)
            await observer.OpenAsync(table.Name, table.Entries, cancellationToken);
        table.IsObserved = true;
    }

    public void Observe(FeedValues values)
    {
        foreach (var observer in observers)
            observer.Observe(values);
    }
}
