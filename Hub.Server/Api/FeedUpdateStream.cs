using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>
/// Publishes a body with an update a line while it comes. Lines are taken from the connection only after those before them are published, so a program that is too
/// fast for the server, or for the rate of its key, is slowed down by its own connection.
/// </summary>
internal sealed class FeedUpdateStream(FeedPublishing publishing, ApiRates rates, string feed)
{
    private const int MostTogether = 500;
    private readonly List<(int Line, FeedUpdate Update)> waiting = [];
    private int accepted;
    private int ignored;

    /// <summary>Reads to the end. A refusal names the line; the lines before its batch were accepted.</summary>
    public async ValueTask<Outcome<PublishUpdatesResult>> ReadAsync(HttpContext context)
    {
        Endless(context);
        await using var lines = BoundedLines.ReadAsync(context.Request.BodyReader, context.RequestAborted).GetAsyncEnumerator();
        try
        {
            while (true)
            {
                // What has come is published before more is waited for: a quiet program's last line does not lie here.
                var next = lines.MoveNextAsync().AsTask();
                if (!next.IsCompleted && await PublishMeanwhileAsync(next, context) is { } early)
                    return early;
                if (!await next)
                    break;
                if (Read(lines.Current) is { } broken)
                    return await PublishBeforeAsync(broken, context);
                if (waiting.Count >= MostTogether && await PublishAsync(context) is { } refusal)
                    return refusal;
            }
        }
        catch (SourceFailedException tooLong)
        {
            return await PublishBeforeAsync(Refusal.BadRequest("body", tooLong.Message), context);
        }

        return await PublishAsync(context) is { } last ? last : new PublishUpdatesResult(accepted, ignored);
    }

    // A stream has no size, and may be quiet for a while.
    private static void Endless(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    private Refusal? Read((int Number, ReadOnlyMemory<byte> Text) line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line.Text.Span, HubJson.Default.FeedUpdate) is not { } update)
                return LineRefusals.Of(line.Number, "is null, not an update");
            waiting.Add((line.Number, update));
            return null;
        }
        catch (JsonException broken)
        {
            return LineRefusals.Of(broken, line.Number);
        }
    }

    private async ValueTask<Refusal> PublishBeforeAsync(Refusal refusal, HttpContext context) =>
        await PublishAsync(context) ?? WithAccepted(refusal);

    // Where it is refused or fails, the read of the next line ends first: one that is still under way would be in the way of the server's own read to the end of the body.
    private async ValueTask<Refusal?> PublishMeanwhileAsync(Task coming, HttpContext context)
    {
        var goesOn = false;
        try
        {
            var refusal = await PublishAsync(context);
            goesOn = refusal is null;
            return refusal;
        }
        finally
        {
            if (!goesOn)
            {
                context.Request.BodyReader.CancelPendingRead();
                await coming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async ValueTask<Refusal?> PublishAsync(HttpContext context)
    {
        if (waiting.Count == 0)
            return null;
        var batch = waiting.ToArray();
        waiting.Clear();
        await rates.WaitAsync(ApiCaller.Of(context), batch.Length, context.RequestAborted);
        if ((await publishing.PublishFromServerAsync(feed, [.. batch.Select(one => one.Update)], context.RequestAborted)).IsRefused(out var refusal, out var result))
            return WithAccepted(refusal.Details?.Index is { } index ? refusal.InLine(index, batch[index].Line) : refusal);
        (accepted, ignored) = (accepted + result.Accepted, ignored + result.Ignored);
        return null;
    }

    private Refusal WithAccepted(Refusal refusal) => refusal with { Text = $"{refusal.Text}; {Plural.Of(accepted, "update")} before {(accepted == 1 ? "was" : "were")} accepted" };
}
