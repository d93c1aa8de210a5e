using RealtimeHub.Server.Text;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>Members by what they are called: their names and their ids, folded.</summary>
internal sealed class NameBook
{
    private readonly Dictionary<string, List<string>> byName = new(StringComparer.Ordinal);

    /// <summary>The length of the longest name.</summary>
    public int Longest { get; private set; }

    public void Add(string userId, string? name)
    {
        AddName(FoldedText.Of(userId), userId);
        if (name is not null)
            AddName(FoldedText.Of(name), userId);
    }

    public IReadOnlyList<string> Find(ReadOnlySpan<char> folded) =>
        byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(folded, out var userIds) ? userIds : [];

    private void AddName(string name, string userId)
    {
        if (name.Length == 0)
            return;
        Longest = Math.Max(Longest, name.Length);
        if (!byName.TryGetValue(name, out var userIds))
            byName[name] = userIds = [];
        if (!userIds.Contains(userId))
            userIds.Add(userId);
    }
}
