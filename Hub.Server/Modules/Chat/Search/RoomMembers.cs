using System.Text.Json;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>The members of one room in memory. Not thread-safe.</summary>
internal sealed class RoomMembers
{
    private readonly Dictionary<string, RoomMember> byId = new(StringComparer.Ordinal);
    private NameBook? names;

    public int Count => byId.Count;

    /// <summary>In order of joining.</summary>
    public IEnumerable<RoomMember> All => byId.Values.OrderBy(member => member.JoinedOffset).ThenBy(member => member.UserId, StringComparer.Ordinal);

    /// <summary>What they are called.</summary>
    public NameBook Names => names ??= Write();

    public void Clear()
    {
        byId.Clear();
        names = null;
    }

    public void Take(Publication publication)
    {
        var userId = publication.Key![ChatChannels.MemberPrefix.Length..];
        names = null;
        if (publication.Removed == true)
            byId.Remove(userId);
        else if (JsonSerializer.Deserialize(publication.Data.Bytes.Span, HubJson.Default.RoomMember) is { } member)
            byId[userId] = member;
    }

    private NameBook Write()
    {
        var book = new NameBook();
        foreach (var member in byId.Values)
            book.Add(member.UserId, member.Name);
        return book;
    }
}
