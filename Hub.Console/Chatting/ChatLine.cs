using System.Globalization;

namespace RealtimeHub.Console.Chatting;

/// <summary>One line that a person typed: a text, or a command that begins with a slash.</summary>
/// <param name="Act">What to do.</param>
/// <param name="MessageId">The message that it is about; 0 for none.</param>
/// <param name="Words">The text, name or words that belong to it.</param>
internal sealed record ChatLine(ChatAct Act, long MessageId = 0, string Words = "")
{
    private static readonly Dictionary<string, (ChatAct Act, bool TakesId, bool TakesWords)> Commands = new(StringComparer.Ordinal)
    {
        ["help"] = (ChatAct.Help, false, false),
        ["quit"] = (ChatAct.Quit, false, false),
        ["who"] = (ChatAct.Who, false, false),
        ["older"] = (ChatAct.Older, false, false),
        ["retry"] = (ChatAct.Retry, false, false),
        ["reply"] = (ChatAct.Reply, true, true),
        ["edit"] = (ChatAct.Edit, true, true),
        ["delete"] = (ChatAct.Delete, true, false),
        ["react"] = (ChatAct.React, true, true),
        ["search"] = (ChatAct.Search, false, true),
        ["topic"] = (ChatAct.Topic, false, true),
        ["invite"] = (ChatAct.Invite, false, true),
        ["kick"] = (ChatAct.Kick, false, true),
        ["ban"] = (ChatAct.Ban, false, true),
        ["mute"] = (ChatAct.Mute, false, true),
    };

    public const string Help =
        """
        /reply ID TEXT   /edit ID TEXT   /delete ID   /react ID EMOJI   (ID is the number before a message)
        /who   /older   /search WORDS   /topic TEXT   /invite USER   /kick USER   /ban USER   /mute USER (for an hour)
        /retry (sends again what was not sent)   /quit
        A line that begins with // is a text that begins with /.
        """;

    /// <summary>Reads a line; null for an empty one.</summary>
    public static ChatLine? Read(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return null;
        if (line[0] != '/')
            return new ChatLine(ChatAct.Post, Words: line);
        if (line.StartsWith("//", StringComparison.Ordinal))
            return new ChatLine(ChatAct.Post, Words: line[1..]);
        var (name, rest) = Cut(line[1..]);
        if (!Commands.TryGetValue(name, out var command))
            return new ChatLine(ChatAct.Unknown, Words: "there is no /" + name + "; see /help");
        var id = 0L;
        if (command.TakesId)
        {
            (var number, rest) = Cut(rest);
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out id) || id == 0)
                return new ChatLine(ChatAct.Unknown, Words: $"/{name} takes the number of a message");
        }

        return command.TakesWords && rest.Length == 0
            ? new ChatLine(ChatAct.Unknown, Words: $"/{name} takes something more; see /help")
            : new ChatLine(command.Act, id, rest);
    }

    private static (string First, string Behind) Cut(string text)
    {
        var parts = text.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }
}

/// <summary>What a line asks for.</summary>
internal enum ChatAct
{
    Post,
    Reply,
    Retry,
    Edit,
    Delete,
    React,
    Search,
    Older,
    Who,
    Topic,
    Invite,
    Kick,
    Ban,
    Mute,
    Help,
    Quit,
    Unknown,
}
