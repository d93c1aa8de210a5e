using RealtimeHub.Client;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.Client;

internal static class Reading
{
    /// <summary>Reads that many publications and no more.</summary>
    public static async Task<IReadOnlyList<Publication>> TakeAsync(this Subscription subscription, int count)
    {
        var taken = new List<Publication>();
        if (count == 0)
            return taken;
        await foreach (var publication in subscription)
        {
            taken.Add(publication);
            if (taken.Count == count)
                break;
        }

        return taken;
    }
}
