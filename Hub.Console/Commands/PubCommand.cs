using System.CommandLine;
using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub pub</c>: publishes one value, or one for every line of the input.</summary>
internal static class PubCommand
{
    private const int MaxShown = 60;

    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var channel = ChannelArgument.Create();
        var type = new Argument<string>("type") { Description = "What it means, 1 to 64 bytes." };
        var data = new Argument<string?>("data") { Description = "The value in JSON, null when absent; - takes each line of the input as one.", Arity = ArgumentArity.ZeroOrOne };
        var text = ValueOption.Flag("--text", "The value is text, not JSON.");
        var key = new Option<string?>("--key") { Description = "The key whose value it sets (needed in state mode)." };
        var removed = ValueOption.Flag("--remove", "Remove the key.");
        var idempotencyKey = new Option<string?>("--idempotency-key") { Description = "Publishing again with the same key within 5 minutes publishes nothing." };
        var expectedOffset = ValueOption.Whole("--expected-offset", "Refuse it unless this is the channel's newest offset.", 0, ValueOption.MaxOffset);
        var signal = ValueOption.Flag("--signal", "Send it to the present subscribers without storing it.");
        var command = new Command("pub", "Publish to a channel.") { channel, type, data, text, key, removed, idempotencyKey, expectedOffset, signal };
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            var options = new PublishOptions
            {
                Key = parsed.GetValue(key),
                Removed = parsed.GetValue(removed),
                IdempotencyKey = parsed.GetValue(idempotencyKey),
                ExpectedOffset = parsed.GetValue(expectedOffset),
            };
            return run.OnceAsync(async (client, stop) =>
            {
                await foreach (var value in ValuesAsync(terminal.In, parsed.GetValue(data) ?? "null", parsed.GetValue(text), stop))
                {
                    if (parsed.GetValue(signal))
                        await client.SignalAsync(parsed.GetRequiredValue(channel), parsed.GetRequiredValue(type), value, stop);
                    else
                        run.Results.Write(await client.PublishAsync(parsed.GetRequiredValue(channel), parsed.GetRequiredValue(type), value, options, stop));
                }
            }, cancellationToken);
        });
        return command;
    }

    private static async IAsyncEnumerable<Payload> ValuesAsync(
        TextReader input, string data, bool isText, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (data != "-")
        {
            yield return Read(data, isText);
            yield break;
        }

        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
                yield return Read(line, isText);
        }
    }

    private static Payload Read(string data, bool isText)
    {
        if (isText)
            return Payload.From(data);
        try
        {
            using var document = JsonDocument.Parse(data);
            return Payload.From(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new FormatException($"the value is not JSON (see character {error.BytePositionInLine + 1}): {Shown(data)}. Add --text to send it as text, or put it in double quotes.", error);
        }
    }

    private static string Shown(string data) => data.Length <= MaxShown ? data : data[..MaxShown] + "…";
}
