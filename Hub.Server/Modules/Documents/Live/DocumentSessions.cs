using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>The connections to documents beside the hub's, so that a right that is taken away ends them at once.</summary>
internal sealed class DocumentSessions
{
    private readonly ConcurrentDictionary<IDocumentSession, bool> sessions = [];

    /// <summary>How many there are.</summary>
    public int Count => sessions.Count;

    /// <summary>Notes a session, before its rights are checked.</summary>
    public void Add(IDocumentSession session) => sessions[session] = true;

    public void Remove(IDocumentSession session) => sessions.TryRemove(session, out _);

    /// <summary>Ends the sessions of all users of a document that a condition is true for. Nothing that is published after the return reaches them.</summary>
    public void EndWhere(string documentId, Func<string, bool> loses, string message)
    {
        foreach (var (session, _) in sessions)
        {
            if (session.DocumentId == documentId && loses(session.UserId))
                session.End(ErrorCode.PermissionDenied, message);
        }
    }

    /// <summary>
    /// Ends the sessions of all documents whose token a condition is true for, and says how many they were. Nothing that is published after the return reaches them.
    /// </summary>
    public int EndWhere(Func<CallerToken, bool> loses, ErrorCode code, string message)
    {
        var ended = 0;
        foreach (var (session, _) in sessions)
        {
            if (!loses(session.Token))
                continue;
            session.End(code, message);
            ended++;
        }

        return ended;
    }

    /// <summary>Ends all, so that they come back elsewhere or later.</summary>
    public void EndAll(string message)
    {
        foreach (var (session, _) in sessions)
            session.End(ErrorCode.Unavailable, message);
    }
}

/// <summary>A user's connection to one document.</summary>
internal interface IDocumentSession
{
    string DocumentId { get; }

    string UserId { get; }

    /// <summary>The token that it began with.</summary>
    CallerToken Token { get; }

    /// <summary>Ends it; nothing is sent to it any more but the reason.</summary>
    void End(ErrorCode code, string message);
}
