namespace RealtimeHub.Client.Connections;

/// <summary>A part of a client that works on whatever connection there is.</summary>
internal interface ISessionUser
{
    /// <summary>A connection was made and the server has welcomed it.</summary>
    void Attach(Session made);

    /// <summary>The connection is going: nothing new begins on it.</summary>
    void Leave(Session session);

    /// <summary>The connection is gone, and nothing comes from it any more. Returns when the work on it has ended.</summary>
    Task DetachAsync();
}
