using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RealtimeHub.Client;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary>The channel and the options of commands that subscribe.</summary>
internal sealed class SubscriptionWish
{
    private readonly Argument<string> channel = ChannelArgument.Create();
    private readonly Option<int?> last = new("--last") { Description = "Begin with this many of the newest publications (log mode)." };

    private readonly Option<Position?> since = new("--since")
    {
        Description = "Go on behind this position, EPOCH:OFFSET.",
        CustomParser = ReadPosition,
        HelpName = "epoch:offset",
    };

    private readonly Option<string?> onGap = new Option<string?>("--on-gap") { Description = "What to do when publications since then are gone." }.AcceptOnlyFromAmong("reset", "tail", "fail");
    private readonly Option<string[]> key = new("--key") { Description = "Only this key (state mode); may be given more than once." };
    private readonly Option<double?> maxRate = new("--max-rate") { Description = "At most this many values a second and key (state mode)." };
    private readonly Option<bool> presence = new("--presence") { Description = "Tell how many are here when that changes." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(channel);
        foreach (var option in new Option[] { last, since, onGap, key, maxRate, presence })
            command.Options.Add(option);
    }

    public string Channel(ParseResult parsed) => parsed.GetRequiredValue(channel);

    public SubscriptionOptions Read(ParseResult parsed) => new()
    {
        Last = parsed.GetValue(last),
        Since = parsed.GetValue(since),
        OnGap = parsed.GetValue(onGap) switch { "tail" => OnGap.Tail, "fail" => OnGap.Fail, _ => null },
        Keys = parsed.GetValue(key) is { Length: > 0 } keys ? keys : null,
        MaxRate = parsed.GetValue(maxRate),
        Presence = parsed.GetValue(presence),
    };

    private static Position? ReadPosition(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return new Position(text[..colon], offset);
        result.AddError("--since must be EPOCH:OFFSET.");
        return null;
    }
}
