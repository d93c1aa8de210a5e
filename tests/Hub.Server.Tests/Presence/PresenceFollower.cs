using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Presence;

/// <summary>A client that follows the two rules: drop what isn't above the version held, read after a jump.</summary>
internal sealed class PresenceFollower(Func<PresenceSnapshot> read)
{
    private List<Member> members = [];

    public long Version { get; private set; } = -1;

    public int Reads { get; private set; }

    public int Users { get; private set; }

    public int Connections { get; private set; }

    public IReadOnlyList<Member> Members => members;

    public void Read()
    {
        Reads++;
        var snapshot = read();
        members = [.. snapshot.Members];
        (Users, Connections, Version) = (snapshot.Users, snapshot.Connections, snapshot.Version);
    }

    public void Hear(PresenceChange change)
    {
        if (change.Version <= Version)
            return;
        if (change.Version != Version + 1)
        {
            Read();
            return;
        }

        Apply(change);
    }

    private void Apply(PresenceChange change)
    {
        (Users, Connections, Version) = (change.Users, change.Connections, change.Version);
        if (change.CountsOnly == true)
            members.Clear();
        foreach (var left in change.Left)
            Assert.Equal(1, members.RemoveAll(member => member.UserId == left.UserId));
        foreach (var updated in change.Updated)
            members[IndexOf(updated)] = updated;
        foreach (var joined in change.Joined)
        {
            Assert.Equal(-1, IndexOf(joined));
            members.Add(joined);
        }
    }

    private int IndexOf(Member wanted) => members.FindIndex(member => member.UserId == wanted.UserId);
}
