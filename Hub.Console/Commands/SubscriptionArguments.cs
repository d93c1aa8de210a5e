using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary>The channel and the options of commands that subscribe.</summary>
internal sealed class SubscriptionArguments
{
    private readonly Argument<string> channel = ChannelArgument.Create();
    private readonly Option<int?> last = ValueOption.Count("--last", "Begin with this many of the newest publications (log mode).", 1, 10_000);

    private readonly Option<Position?> since = new("--since")
    {
        Description = "Continue after this position, EPOCH:OFFSET.",
        CustomParser = ReadPosition,
        HelpName = "epoch:offset",
    };

    private readonly Option<string?> onGap = new Option<string?>("--on-gap") { Description = "What to do when publications since then are gone." }.AcceptOnlyFromAmong("reset", "tail", "fail");
    private readonly Option<string[]> key = new("--key") { Description = "Only this key (state mode); may be given more than once." };
    private readonly Option<string?> keys = new("--keys") { Description = "Only these keys, with commas between them (state mode)." };
    private readonly Option<double?> maxRate = ValueOption.Number(
        "--max-rate", "At most this many values a second and key (state mode); 0 pauses.", rate => rate is >= 0 or -1, "a number of values a second, 0 or more", "--rate");

    private readonly Option<bool> presence = ValueOption.Flag("--presence", "Say how many are here when that changes.");

    public void AddTo(Command command)
    {
        command.Arguments.Add(channel);
        foreach (var option in new Option[] { last, since, onGap, key, keys, maxRate, presence })
            command.Options.Add(option);
    }

    public string Channel(ParseResult parsed) => parsed.GetRequiredValue(channel);

    public SubscriptionOptions Read(ParseResult parsed) => new()
    {
        Last = parsed.GetValue(last),
        Since = parsed.GetValue(since),
        OnGap = parsed.GetValue(onGap) switch { "tail" => OnGap.Tail, "fail" => OnGap.Fail, _ => null },
        Keys = KeysOf(parsed),
        MaxRate = parsed.GetValue(maxRate),
        Presence = parsed.GetValue(presence),
    };

    private string[]? KeysOf(ParseResult parsed)
    {
        string[] all = [.. parsed.GetValue(key) ?? [], .. parsed.GetValue(keys)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []];
        return all.Length > 0 ? all : null;
    }

    private static Position? ReadPosition(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return new Position(text[..colon], offset);
        result.AddError($"--since must be EPOCH:OFFSET, such as 7f3a:42; '{text}' is not.");
        return null;
    }
}
