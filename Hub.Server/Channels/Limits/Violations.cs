using System.Net;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>
/// Counts connections that ended because their client broke the protocol, and bars those who make too many from opening more. Each costs a
/// server far more than a refusal. May be used from any thread; who has kept to the rules for a while is forgotten.
/// </summary>
/// <remarks>
/// Signed-in users are counted for themselves, so that they neither bar others of their address nor are barred with them. Guests and
/// anonymous clients can be as many as they like: they are counted by address. What is open already stays open.
/// </remarks>
internal sealed class Violations(LimitOptions options, TimeProvider time)
{
    /// <summary>How many are remembered. When so many violate at once, more are not barred: limits of the node hold for them.</summary>
    public const int MostRemembered = 10_000;

    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly Dictionary<object, TokenBucket> offenders = [];
    private readonly long start = time.GetTimestamp();
    private TimeSpan swept = -SweepPause;

    /// <summary>How many are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return offenders.Count;
        }
    }

    /// <summary>Notes that a connection has broken the protocol, once for each.</summary>
    /// <param name="userId">The signed-in user that it was; null for anonymous ones and guests.</param>
    /// <param name="address">Where it came from.</param>
    public void Note(string? userId, IPAddress? address)
    {
        if (options.ViolationsPerMinute == 0 || KeyOf(userId, address) is not { } key)
            return;
        var now = time.GetElapsedTime(start);
        lock (gate)
        {
            if (!offenders.TryGetValue(key, out var bucket))
            {
                if (!HasRoom(now))
                    return;
                offenders[key] = bucket = new TokenBucket(options.ViolationsPerMinute / 60, options.ViolationBurst, now);
            }

            bucket.TryTake(now, out _);
        }
    }

    /// <summary>Whether a client must not open a connection now, and how long to wait.</summary>
    /// <param name="userId">The signed-in user that it is; null for anonymous ones and guests.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="retryAfter">When it may try again.</param>
    public bool IsBarred(string? userId, IPAddress? address, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        lock (gate)
        {
            // Nearly always no one has broken anything.
            if (offenders.Count == 0 || KeyOf(userId, address) is not { } key || !offenders.TryGetValue(key, out var bucket))
                return false;
            var now = time.GetElapsedTime(start);
            if (bucket.IsFull(now))
                offenders.Remove(key);
            return !bucket.Has(1, now, out retryAfter);
        }
    }

    private object? KeyOf(string? userId, IPAddress? address) =>
        ClientAddress.Of(address, options) is { } counted ? (object?)userId ?? counted : null;

    private bool HasRoom(TimeSpan now)
    {
        if (offenders.Count < MostRemembered)
            return true;
        if (now - swept < SweepPause)
            return false;
        swept = now;
        foreach (var (key, bucket) in offenders)
        {
            if (bucket.IsFull(now))
                offenders.Remove(key);
        }

        return offenders.Count < MostRemembered;
    }
}
