using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Backends;

/// <summary>Asks the application's server over HTTP. Whatever goes wrong is a no, and a no of the moment: it is not kept.</summary>
internal sealed partial class HttpBackend : IChannelBackend, IDisposable
{
    private const int MaxAnswerBytes = 4096;
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    private readonly BackendOptions options;
    private readonly BackendAnswers answers;
    private readonly TimeProvider time;
    private readonly ILogger<HttpBackend> logger;
    private readonly HttpClient http;
    private readonly Lock gate = new();
    private long? logged;

    public HttpBackend(BackendOptions options, TimeProvider time, ILogger<HttpBackend> logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        answers = new BackendAnswers(options, time);

        // No other address than the configured one is ever asked, whatever it answers.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = options.MaxConcurrent,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken)
    {
        if (answers.TryGet(caller, channel, right, out var known))
            return known.Value;
        var answer = await AskAsync(new BackendQuestion(caller.UserId, caller.Name, caller.ConnectionId, channel.Value, right.ToWord()), cancellationToken);
        if (answer is { } allowed)
            answers.Put(caller, channel, right, allowed);
        return answer == true;
    }

    public void Dispose() => http.Dispose();

    private async Task<bool?> AskAsync(BackendQuestion question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await SendAsync(question, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"it did not answer within {options.TimeLimit.TotalSeconds:0.###} s");
        }
        catch (Exception error) when (NetworkErrors.Is(error))
        {
            return Failed("it can't be reached");
        }
        catch (JsonException)
        {
            return Failed("its answer is not {\"allowed\": true} or {\"allowed\": false}");
        }
    }

    private async Task<bool?> SendAsync(BackendQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Address);
        foreach (var (name, value) in options.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, BackendJson.Default.BackendQuestion));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            return Failed($"it answered {(int)response.StatusCode}, not 200");
        var body = new byte[MaxAnswerBytes + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MaxAnswerBytes
            ? Failed($"its answer has more than {MaxAnswerBytes} bytes")
            : JsonSerializer.Deserialize(body.AsSpan(0, length), BackendJson.Default.BackendAnswer)?.Allowed ?? throw new JsonException();
    }

    private bool? Failed(string reason)
    {
        lock (gate)
        {
            if (logged is { } last && time.GetElapsedTime(last) < LogEvery)
                return null;
            logged = time.GetTimestamp();
        }

        LogFailed(reason);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The backend (Hub:Backend) gave no answer, and what it was asked for is refused: {Reason}. Further failures are not logged for a minute.")]
    private partial void LogFailed(string reason);
}

/// <summary>What the backend is asked.</summary>
internal sealed record BackendQuestion(string? UserId, string? Name, string ConnectionId, string Channel, string Right);

/// <summary>What it answers.</summary>
internal sealed record BackendAnswer(bool? Allowed);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BackendQuestion))]
[JsonSerializable(typeof(BackendAnswer))]
internal sealed partial class BackendJson : JsonSerializerContext;
