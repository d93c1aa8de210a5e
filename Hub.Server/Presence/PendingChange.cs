using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>What changed by name since the last change was made: for each member touched, what watchers know of it.</summary>
internal sealed class PendingChange
{
    private readonly Dictionary<string, Member?> known = [];

    /// <summary>Whether anything in it is worth a change of its own.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Notes a member that comes.</summary>
    public void Enter(string memberId)
    {
        known.TryAdd(memberId, null);
        IsDue = true;
    }

    /// <summary>Notes a member as it is, before it is changed.</summary>
    public void Touch(PresentMember member, bool announce)
    {
        if (!known.ContainsKey(member.Id))
            known.Add(member.Id, member.ToMember());
        IsDue |= announce;
    }

    /// <summary>Whether watchers still know a member that has gone.</summary>
    public bool HasLeft(string memberId, IReadOnlyDictionary<string, PresentMember> members) =>
        !members.ContainsKey(memberId) && known.TryGetValue(memberId, out var before) && before is not null;

    public void Clear()
    {
        known.Clear();
        IsDue = false;
    }

    /// <summary>Compares what watchers know with what is, and begins again.</summary>
    public NamedChange Take(IReadOnlyDictionary<string, PresentMember> members)
    {
        var joined = new List<PresentMember>();
        var updated = new List<Member>();
        var left = new List<Member>();
        foreach (var (id, before) in known)
        {
            if (!members.TryGetValue(id, out var present))
            {
                if (before is not null)
                    left.Add(before);
            }
            else if (before is null)
            {
                joined.Add(present);
            }
            else if (!PresentMember.Same(before, present.ToMember()))
            {
                updated.Add(present.ToMember());
            }
        }

        Clear();
        return new NamedChange([.. joined.OrderBy(member => member.Sequence).Select(member => member.ToMember())], updated, left);
    }
}

/// <summary>A change by name; no member is in two of its lists.</summary>
internal readonly record struct NamedChange(IReadOnlyList<Member> Joined, IReadOnlyList<Member> Updated, IReadOnlyList<Member> Left)
{
    public bool IsEmpty => Joined.Count + Updated.Count + Left.Count == 0;
}
