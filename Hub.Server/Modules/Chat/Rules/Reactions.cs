using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>Adds and takes away reactions.</summary>
internal static class Reactions
{
    /// <summary>The most different emojis under one message.</summary>
    public const int MostEmojis = 20;

    /// <summary>The most reactions under one message, so that the message as a whole stays small.</summary>
    public const int MostReactions = 500;

    /// <summary>The reactions after one was added; the same list when it was there already.</summary>
    public static Outcome<IReadOnlyList<Reaction>> Add(IReadOnlyList<Reaction> reactions, string emoji, string userId)
    {
        var at = IndexOf(reactions, emoji);
        if (at >= 0 && reactions[at].UserIds.Contains(userId))
            return Outcome<IReadOnlyList<Reaction>>.From(reactions);
        if (at < 0 && reactions.Count >= MostEmojis)
            return ChatRefusals.TooMany($"the message has {reactions.Count} different emojis", MostEmojis);
        if (reactions.Sum(reaction => reaction.Count) >= MostReactions)
            return ChatRefusals.TooMany("the message has too many reactions", MostReactions);
        return Outcome<IReadOnlyList<Reaction>>.From(at < 0
            ? [.. reactions, new Reaction(emoji, [userId], 1)]
            : With(reactions, at, [.. reactions[at].UserIds, userId]));
    }

    /// <summary>The reactions after one was taken away; the same list when it was not there.</summary>
    public static IReadOnlyList<Reaction> Remove(IReadOnlyList<Reaction> reactions, string emoji, string userId)
    {
        var at = IndexOf(reactions, emoji);
        if (at < 0 || !reactions[at].UserIds.Contains(userId))
            return reactions;
        string[] left = [.. reactions[at].UserIds.Where(id => id != userId)];
        return left.Length > 0 ? With(reactions, at, left) : [.. reactions.Where((_, i) => i != at)];
    }

    private static int IndexOf(IReadOnlyList<Reaction> reactions, string emoji)
    {
        for (var i = 0; i < reactions.Count; i++)
        {
            if (reactions[i].Emoji == emoji)
                return i;
        }

        return -1;
    }

    private static Reaction[] With(IReadOnlyList<Reaction> reactions, int at, string[] userIds) =>
        [.. reactions.Select((reaction, i) => i == at ? new Reaction(reaction.Emoji, userIds, userIds.Length) : reaction)];
}
