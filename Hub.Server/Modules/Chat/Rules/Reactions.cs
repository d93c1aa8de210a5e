using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>Adds and removes reactions. All spellings of an emoji are one.</summary>
internal static class Reactions
{
    /// <summary>The most different emojis under one message.</summary>
    public const int MaxEmojis = 20;

    /// <summary>The most reactions under one message, so that the message as a whole stays small.</summary>
    public const int MaxReactions = 500;

    /// <summary>The reactions after one was added; the same list when it was there already.</summary>
    public static Outcome<IReadOnlyList<Reaction>> Add(IReadOnlyList<Reaction> reactions, string emoji, string userId)
    {
        var same = reactions.Where(reaction => IsSame(reaction.Emoji, emoji)).ToArray();
        if (same.Any(reaction => reaction.UserIds.Contains(userId)))
            return Outcome<IReadOnlyList<Reaction>>.From(reactions);
        if (same.Length == 0 && reactions.Count >= MaxEmojis)
            return ChatRefusals.TooManyEmojis(reactions.Count, MaxEmojis);
        if (reactions.Sum(reaction => reaction.Count) >= MaxReactions)
            return ChatRefusals.TooManyReactions(MaxReactions);
        return Outcome<IReadOnlyList<Reaction>>.From(same.Length == 0
            ? [.. reactions, new Reaction(emoji, [userId], 1)]
            : [.. reactions.Select(reaction => ReferenceEquals(reaction, same[0]) ? With(reaction, [.. reaction.UserIds, userId]) : reaction)]);
    }

    /// <summary>The reactions after one was removed; the same list when it was not there.</summary>
    public static IReadOnlyList<Reaction> Remove(IReadOnlyList<Reaction> reactions, string emoji, string userId)
    {
        if (!reactions.Any(reaction => IsSame(reaction.Emoji, emoji) && reaction.UserIds.Contains(userId)))
            return reactions;
        return
        [
            .. reactions
                .Select(reaction => IsSame(reaction.Emoji, emoji) ? With(reaction, [.. reaction.UserIds.Where(id => id != userId)]) : reaction)
                .Where(reaction => reaction.Count > 0),
        ];
    }

    private static bool IsSame(string one, string other) => Emojis.Key(one) == Emojis.Key(other);

    private static Reaction With(Reaction reaction, string[] userIds) => new(reaction.Emoji, userIds, userIds.Length);
}
