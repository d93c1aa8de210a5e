namespace RealtimeHub.Shared;

/// <summary>The types of a feed's publications.</summary>
public static class FeedTypes
{
    /// <summary>A value of a key: its fields, or with <see cref="Publication.Removed"/> nothing.</summary>
    public const string Updated = "feed.updated";

    /// <summary>An alert that has fired, in <c>user:&lt;userId&gt;</c>: an <see cref="RealtimeHub.Shared.Alert"/>.</summary>
    public const string Alert = "alert";
}
