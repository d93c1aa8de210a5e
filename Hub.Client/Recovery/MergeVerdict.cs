namespace RealtimeHub.Client.Recovery;

/// <summary>What a subscription has to do after a step of its merge.</summary>
internal enum MergeVerdict
{
    /// <summary>Nothing.</summary>
    Continue,

    /// <summary>Subscribe again from the merge's position.</summary>
    Recover,

    /// <summary>The reader is behind: subscribe again once it has drained its buffer.</summary>
    Lagged,
}
