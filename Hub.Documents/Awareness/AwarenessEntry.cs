namespace RealtimeHub.Documents;

/// <summary>What one client says about itself: its cursor, its name, its color.</summary>
/// <param name="Client">The client id.</param>
/// <param name="Clock">Grows with each change; an entry with a lower clock than a known one is old.</param>
/// <param name="State">The state as JSON; null when the client has left.</param>
public sealed record AwarenessEntry(long Client, long Clock, string? State)
{
    /// <summary>
    /// Whether it replaces what is known of the same client: it is newer, or it removes a state at the same clock. It is the rule of y-protocols.
    /// </summary>
    /// <param name="known">The last entry of the client; null when there was none.</param>
    public bool Supersedes(AwarenessEntry? known) =>
        Clock > (known?.Clock ?? 0) || (Clock == (known?.Clock ?? 0) && State is null && known?.State is not null);
}
