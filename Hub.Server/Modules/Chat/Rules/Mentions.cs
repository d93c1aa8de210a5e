using RealtimeHub.Server.Modules.Chat.Search;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>The members whom a text names as <c>@name</c>.</summary>
internal static class Mentions
{
    public const int Most = 50;

    // So that a text of nothing but signs costs little.
    private const int MostSigns = 200;

    /// <summary>
    /// The ids in order of appearance. Of several names that fit the longest counts, whatever the case and accents; where two
    /// members go by it, both are named. An <c>@</c> within a word, as in an address, names nobody.
    /// </summary>
    public static IReadOnlyList<string> Find(string text, NameBook names)
    {
        if (!text.Contains('@', StringComparison.Ordinal) || names.Longest == 0)
            return [];
        var folded = FoldedText.Of(text);
        var found = new List<string>();
        var signs = 0;
        for (var at = folded.IndexOf('@', StringComparison.Ordinal); at >= 0 && signs++ < MostSigns; at = folded.IndexOf('@', at + 1))
        {
            if (at > 0 && IsWord(folded[at - 1]))
                continue;
            foreach (var userId in Named(folded.AsSpan(at + 1), names))
            {
                if (found.Count < Most && !found.Contains(userId))
                    found.Add(userId);
            }
        }

        return found;
    }

    private static IReadOnlyList<string> Named(ReadOnlySpan<char> rest, NameBook names)
    {
        for (var length = Math.Min(names.Longest, rest.Length); length > 0; length--)
        {
            var ends = length == rest.Length || !IsWord(rest[length]) || !IsWord(rest[length - 1]);
            if (ends && names.Find(rest[..length]) is { Count: > 0 } userIds)
                return userIds;
        }

        return [];
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c);
}

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
