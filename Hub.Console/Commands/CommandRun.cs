using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using RealtimeHub.Client;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Console.Output;

namespace RealtimeHub.Console.Commands;

/// <summary>One run of a command: its client, its outputs, and what its end means.</summary>
internal sealed class CommandRun(ParseResult parsed, ConnectionOptions connection, Terminal terminal)
{
    public Terminal Terminal => terminal;

    public bool Json { get; } = connection.Json(parsed);

    public Results Results { get; } = new(terminal.Out, connection.Json(parsed));

    public Notices Notices { get; } = new(terminal.Error);

    /// <summary>Connects within the time limit and does one thing.</summary>
    public Task<int> OnceAsync(Func<HubClient, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        GuardAsync(async (client, stop) =>
        {
            using var timeout = new CancellationTokenSource(connection.Timeout(parsed));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
            try
            {
                await client.ConnectAsync(either.Token);
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw new TimeoutException("no connection" + (client.LastError is { } error ? $": {(error.InnerException ?? error).Message}" : ""));
            }

            await act(client, stop);
        }, ExitCodes.Interrupted, cancellationToken);

    /// <summary>Stays connected until the stream ends or is left by Ctrl-C, telling what becomes of the connection.</summary>
    public Task<int> StreamAsync(Func<HubClient, CancellationToken, Task> stream, CancellationToken cancellationToken) =>
        GuardAsync((client, stop) =>
        {
            client.StateChanged += (_, change) =>
            {
                if (!IsFinal(change.Error))
                    Notices.On(client, change);
            };
            return stream(client, stop);
        }, ExitCodes.Done, cancellationToken);

    /// <summary>The same for what has its own way of telling.</summary>
    public Task<int> ShowAsync(Func<HubClient, CancellationToken, Task> show, CancellationToken cancellationToken) =>
        GuardAsync(show, ExitCodes.Done, cancellationToken);

    private async Task<int> GuardAsync(Func<HubClient, CancellationToken, Task> run, int whenInterrupted, CancellationToken cancellationToken)
    {
        Exception? refused = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var client = new HubClient(connection.Read(parsed));
            client.StateChanged += (_, change) =>
            {
                if (!IsFinal(change.Error))
                    return;
                refused ??= change.Error;
                stop.Cancel();
            };
            await run(client, stop.Token);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (refused is not null)
        {
            return Fail(refused.Message, ExitCodes.Refused);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return whenInterrupted;
        }
        catch (HubCallException refusal)
        {
            return Fail($"{RealtimeHub.Shared.ErrorCodes.ToWord(refusal.Code)}: {refusal.Message}", ExitCodes.Refused);
        }
        catch (SubscriptionEndedException ended)
        {
            return Fail(ended.Message, ExitCodes.Refused);
        }
        catch (Exception wrong) when (wrong is FormatException or System.Text.Json.JsonException)
        {
            return Fail(wrong.Message, ExitCodes.Usage);
        }
        catch (Exception lost) when (lost is TimeoutException or HubClosedException or HubConnectException or ConnectionLostException or HttpRequestException or SocketException)
        {
            return Fail(lost.Message, ExitCodes.Unreachable);
        }
    }

    /// <summary>Whether another attempt would end in the same way: the token or the name on the command line stays what it is.</summary>
    private static bool IsFinal(Exception? error) =>
        error is HubConnectException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest };

    private int Fail(string message, int code)
    {
        Notices.Write(Plain.Text(message));
        return code;
    }
}
