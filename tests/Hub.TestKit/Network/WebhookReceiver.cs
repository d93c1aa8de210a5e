using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.TestKit.Network;

/// <summary>A receiver of webhooks that answers as a test says. Signatures are checked by their specification, with nothing of the server's.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>A secret of 32 bytes.</summary>
    public const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly WebApplication app;
    private volatile Func<HttpContext, ReceivedWebhook, Task> answer = (_, _) => Task.CompletedTask;

    private WebhookReceiver(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.First();

    /// <summary>Everything that came, taken or not.</summary>
    public Recorder<ReceivedWebhook> Received { get; } = new();

    /// <summary>What was answered with 2xx.</summary>
    public Recorder<ReceivedWebhook> Taken { get; } = new();

    /// <summary>How it answers; 200 without a body when it is not set.</summary>
    public Func<HttpContext, ReceivedWebhook, Task> Answer
    {
        get => answer;
        set => answer = value;
    }

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Answers everything with a status.</summary>
    public void Refuse(int status = StatusCodes.Status500InternalServerError) => Answer = (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Cuts every connection without an answer, as a receiver that is away does.</summary>
    public void GoAway() => Answer = (context, _) =>
    {
        // Not sent; so that it does not count as taken.
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Takes everything.</summary>
    public void Accept() => Answer = (_, _) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var received = new ReceivedWebhook(
            context.Request.Headers["webhook-id"].ToString(),
            long.Parse(context.Request.Headers["webhook-timestamp"].ToString(), CultureInfo.InvariantCulture),
            context.Request.Headers["webhook-signature"].ToString(),
            await reader.ReadToEndAsync(context.RequestAborted));
        Received.Add(received);
        await Answer(context, received);
        if (!context.RequestAborted.IsCancellationRequested && context.Response.StatusCode is >= 200 and < 300)
            Taken.Add(received);
    }
}

/// <summary>One request to a receiver.</summary>
public sealed record ReceivedWebhook(string Id, long Timestamp, string Signature, string Body)
{
    /// <summary>The body.</summary>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>What happened.</summary>
    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>What it is about.</summary>
    public JsonElement Data => Json.GetProperty("data");

    /// <summary>Where.</summary>
    public string Channel => Data.GetProperty("channel").GetString()!;

    /// <summary>The text of a chat message.</summary>
    public string? Text => Data.GetProperty("message").GetProperty("text").GetString();

    /// <summary>Whether one of the signatures is by this secret.</summary>
    public bool IsSignedBy(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id}.{Timestamp}.{Body}"))));
        return Signature.Split(' ').Contains("v1," + expected);
    }
}
