using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>
/// Who is in one channel: a function of the calls made to it, without clock or lock. Each call changes the picture at
/// once and costs the same however many members there are; <see cref="TakeChange"/> gives what is to be announced.
/// </summary>
/// <remarks>
/// <para>A change has the next version, and the picture read at a version is the one that the changes up to it
/// make. Only two things may be read fresher than they were announced: counts where no names are told, and the
/// connection with which a user came back within the grace period. That return is not announced by itself; the next
/// change, whatever its cause, lists such a member as updated.</para>
/// <para>Going over to counts is announced as a change with <c>countsOnly</c>; going back to names as an empty change
/// whose version leaves one out, so that every watcher reads the names again.</para>
/// </remarks>
internal sealed class PresenceChannel(ChannelName name, PresenceOptions options, long version, bool isShared = false)
{
    private readonly Dictionary<string, PresentMember> members = [];
    private readonly Dictionary<string, PresentConnection> connections = [];
    private readonly Queue<(TimeSpan Due, PresentConnection Connection)> lost = [];
    private readonly PendingChange pending = new();
    private readonly PresenceChanges changes = new(name, options, version);
    private HashSet<string>? changedHere;
    private int here;
    private long sequence;
    private bool countsOnly;

    public ChannelName Name { get; } = name;

    /// <summary>The version of the last change made, announced or about to be.</summary>
    public long Version => changes.Version;

    public bool IsEmpty => members.Count == 0;

    /// <summary>A connection comes; one that is here already changes nothing.</summary>
    public void Join(string connectionId, string memberId, string? name, long joinedTime)
    {
        if (connections.TryGetValue(connectionId, out var present))
        {
            Keep(present);
            return;
        }

        Come(connectionId, memberId, name, joinedTime, isHere: true);
    }

    /// <summary>A connection of another node comes, changes or, where it is null, has gone.</summary>
    public void Apply(string connectionId, SharedConnection? there, TimeSpan now)
    {
        var present = connections.GetValueOrDefault(connectionId);
        if (present is { IsHere: true })
            return;
        if (there is null)
        {
            if (present is not null)
                Remove(present);
            return;
        }

        present ??= Come(connectionId, there.MemberId, there.Name, there.JoinedTime, isHere: false);
        SetData(present, there.Data);
        if (there.Lost)
            Lose(present, now);
        else
            Keep(present);
    }

    /// <summary>Which connections of this node came, changed or went since this was asked last; none where the channel is this node's alone.</summary>
    public IReadOnlyCollection<string> TakeChangedHere()
    {
        IReadOnlyCollection<string> changed = changedHere ?? [];
        changedHere = null;
        return changed;
    }

    /// <summary>A connection of this node as other nodes are to know it; null when it isn't here.</summary>
    public SharedConnection? FindHere(string connectionId) => connections.GetValueOrDefault(connectionId) is { IsHere: true } here
        ? new SharedConnection(here.Member.Id, here.Name, here.JoinedTime, here.Data, here.Lost)
        : null;

    /// <summary>Whether this node has connections in it.</summary>
    public bool HasAnyHere => here > 0;

    /// <summary>Counts all connections of this node as changed.</summary>
    public void ChangeAllHere()
    {
        foreach (var connection in connections.Values)
            NoteHere(connection);
    }

    private PresentConnection Come(string connectionId, string memberId, string? name, long joinedTime, bool isHere)
    {
        // One change can't say that a member left and then came back: the leaving gets a change of its own.
        if (pending.HasLeft(memberId, members))
            Seal();
        var member = Enter(memberId);
        var connection = new PresentConnection(connectionId, member, joinedTime) { Name = name, IsHere = isHere };
        connections.Add(connectionId, connection);
        here += isHere ? 1 : 0;
        NoteHere(connection);
        if (member.Connections.Find(other => other.Lost) is { } replaced)
            Replace(replaced, connection, name);
        else
            Add(connection, name);
        Turn();
        return connection;
    }

    /// <summary>A connection goes: at once when it is orderly, else after the grace period.</summary>
    public void Leave(string connectionId, bool orderly, TimeSpan now)
    {
        if (!connections.TryGetValue(connectionId, out var connection))
            return;
        if (orderly)
            Remove(connection);
        else
            Lose(connection, now);
    }

    /// <summary>Sets what a connection says of itself; false when it isn't here.</summary>
    public bool Update(string connectionId, Payload? data)
    {
        if (!connections.TryGetValue(connectionId, out var connection) || connection.Lost)
            return false;
        SetData(connection, data);
        return true;
    }

    /// <summary>Lets lost connections go whose time is over.</summary>
    public void Advance(TimeSpan now)
    {
        while (lost.TryPeek(out var oldest) && oldest.Due <= now)
        {
            lost.Dequeue();
            // It may have been replaced, or have left or come back, meanwhile.
            if (oldest.Connection.LostUntil == oldest.Due && connections.ContainsKey(oldest.Connection.Id))
                Remove(oldest.Connection);
        }
    }

    /// <summary>The next change to announce, or null when there is none or its time has not come.</summary>
    public PresenceChange? TakeChange(TimeSpan now)
    {
        if (!changes.AnyReady && (!countsOnly || changes.MayCount(now)))
            Seal();
        return changes.Take(now);
    }

    /// <summary>When <see cref="Advance"/> and <see cref="TakeChange"/> should be called again; null when nothing waits.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? expiry = lost.TryPeek(out var oldest) ? oldest.Due : null;
            TimeSpan? counts = countsOnly ? changes.NextCounts(members.Count, connections.Count) : null;
            return expiry is null || counts < expiry ? counts : expiry;
        }
    }

    /// <summary>Who is here, at the version that announces it.</summary>
    public PresenceSnapshot Read()
    {
        // Counts are announced once in a while only, so reading them must not make a version of its own.
        if (!countsOnly || changes.MustTurn)
            Seal();
        IReadOnlyList<Member> named = countsOnly ? [] : [.. members.Values.OrderBy(member => member.Sequence).Select(member => member.ToMember())];
        return new PresenceSnapshot(named, members.Count, connections.Count, Version);
    }

    private void SetData(PresentConnection connection, Payload? data)
    {
        if (Nullable.Equals(connection.Data, data))
            return;
        Touch(connection.Member, announce: true);
        connection.Data = data;
        connection.Member.Changed();
        NoteHere(connection);
    }

    private void Lose(PresentConnection connection, TimeSpan now)
    {
        if (options.GracePeriod == TimeSpan.Zero)
        {
            Remove(connection);
        }
        else if (!connection.Lost)
        {
            connection.LostUntil = now + options.GracePeriod;
            lost.Enqueue((now + options.GracePeriod, connection));
            NoteHere(connection);
        }
    }

    private void Keep(PresentConnection connection)
    {
        if (!connection.Lost)
            return;
        connection.LostUntil = null;
        NoteHere(connection);
    }

    private void Forget(PresentConnection connection)
    {
        connections.Remove(connection.Id);
        here -= connection.IsHere ? 1 : 0;
        NoteHere(connection);
    }

    // Of an engine of one node nothing is noted.
    private void NoteHere(PresentConnection connection)
    {
        if (isShared && connection.IsHere)
            (changedHere ??= new HashSet<string>(StringComparer.Ordinal)).Add(connection.Id);
    }

    private PresentMember Enter(string memberId)
    {
        if (members.TryGetValue(memberId, out var member))
            return member;
        if (!countsOnly)
            pending.Enter(memberId);
        member = new PresentMember(memberId, ++sequence);
        members.Add(memberId, member);
        return member;
    }

    private void Add(PresentConnection connection, string? name)
    {
        var member = connection.Member;
        if (member.Connections.Count > 0)
            Touch(member, announce: true);
        member.Connections.Add(connection);
        member.Rename(name);
        member.Changed();
    }

    /// <summary>
    /// The user is back: the new connection takes the place of one that was lost and keeps what that said of itself,
    /// because the others still see it. Only another name is worth an announcement.
    /// </summary>
    private void Replace(PresentConnection lostOne, PresentConnection connection, string? name)
    {
        var member = connection.Member;
        Touch(member, announce: member.Name != name);
        connection.Data = lostOne.Data;
        Forget(lostOne);
        member.Connections.Remove(lostOne);
        member.Connections.Add(connection);
        member.Rename(name);
        member.Changed();
    }

    private void Remove(PresentConnection connection)
    {
        var member = connection.Member;
        Touch(member, announce: true);
        Forget(connection);
        member.Connections.Remove(connection);
        member.Changed();
        if (member.Connections.Count == 0)
            members.Remove(member.Id);
        Turn();
    }

    private void Touch(PresentMember member, bool announce)
    {
        if (!countsOnly)
            pending.Touch(member, announce);
    }

    /// <summary>Goes over to counts, or back to names.</summary>
    private void Turn()
    {
        var beyond = members.Count > (countsOnly ? options.NamesAgainAt : options.MaxNamedMembers);
        if (beyond && !countsOnly)
        {
            pending.Clear();
            changes.ForgetNames();
        }

        countsOnly = beyond;
    }

    /// <summary>Makes one change of all that happened since the last one.</summary>
    private void Seal()
    {
        if (countsOnly)
            changes.AddCounts(members.Count, connections.Count);
        else if (!changes.NamesAreKnown)
            ReturnToNames();
        else if (pending.IsDue && pending.Take(members) is { IsEmpty: false } named)
            changes.AddNames(named, members.Count, connections.Count);
    }

    private void ReturnToNames()
    {
        // A reader of the names now has what is pending, too.
        pending.Clear();
        changes.AddReturnToNames(members.Count, connections.Count);
    }
}
