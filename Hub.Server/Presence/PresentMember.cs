using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>A member while it is in a channel.</summary>
internal sealed class PresentMember(string id, long sequence)
{
    private Member? told;

    public string Id { get; } = id;

    /// <summary>Its place in the order of joining.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The name its newest connection goes by.</summary>
    public string? Name { get; private set; }

    /// <summary>In order of joining; rarely more than a few.</summary>
    public List<PresentConnection> Connections { get; } = [];

    public void Rename(string? name)
    {
        if (Name == name)
            return;
        Name = name;
        Changed();
    }

    /// <summary>Forgets the contract made of an earlier state.</summary>
    public void Changed() => told = null;

    public Member ToMember() => told ??= new Member(Id, Name, [.. Connections.Select(connection => connection.ToMemberConnection())]);

    /// <summary>Whether two contracts say the same.</summary>
    public static bool Same(Member left, Member right) =>
        ReferenceEquals(left, right) || (left.Name == right.Name && left.Connections.SequenceEqual(right.Connections));
}

/// <summary>One connection of a member; lost ones stay for the grace period.</summary>
internal sealed class PresentConnection(string id, PresentMember member, long joinedTime)
{
    public string Id { get; } = id;

    public PresentMember Member { get; } = member;

    public long JoinedTime { get; } = joinedTime;

    /// <summary>The name that it goes by itself.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is this node's.</summary>
    public bool IsHere { get; init; }

    public Payload? Data { get; set; }

    /// <summary>Until when a lost connection stays; null while it lives.</summary>
    public TimeSpan? LostUntil { get; set; }

    public bool Lost => LostUntil is not null;

    public MemberConnection ToMemberConnection() => new(Id, JoinedTime, Data);
}
