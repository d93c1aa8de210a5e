using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Webhooks as they stand, and the events that they gave up.</summary>
internal sealed class WebhookEndpoints(WebhookHost webhooks) : IApiEndpoints
{
    private const int MaxPage = 100;
    private const string DeadLetters = "/webhooks/{name}/dead-letters";
    private const string One = DeadLetters + "/{id}";

    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/webhooks", "listWebhooks", "Lists the configured webhooks as they stand.", ApiScopes.Admin),
            ApiJson.Default.WebhookList,
            _ => new(new WebhookList([.. webhooks.All.Select(webhook => webhook.Summary)])));
        map.Add(
            new ApiOperation(HttpMethods.Get, DeadLetters, "listDeadLetters", "Lists the events that a webhook gave up, the oldest first.", ApiScopes.Admin)
            {
                Query = [new ApiField("after", ApiFieldKind.Text, "The next of the page before."), new ApiField("limit", ApiFieldKind.Number, $"The most events, 1 to {MaxPage}.")],
            },
            ApiJson.Default.DeadLetterPage,
            ListAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, One + "/retry", "retryDeadLetter", "Sends an event once more, now, and forgets it when it was taken.", ApiScopes.Admin),
            ApiJson.Default.RetriedEvent,
            RetryAsync);
        map.Add(new ApiOperation(HttpMethods.Delete, One, "dropDeadLetter", "Drops an event.", ApiScopes.Admin), DropAsync);
    }

    private async ValueTask<Outcome<DeadLetterPage>> ListAsync(ApiCall call)
    {
        if (WebhookOf(call).IsRefused(out var refusal, out var webhook) || call.Text("after").IsRefused(out refusal, out var after) || call.PageSize(MaxPage).IsRefused(out refusal, out var limit))
            return refusal;
        return await webhook.DeadLetters.ListAsync(after, limit, call.Ended);
    }

    private async ValueTask<Outcome<RetriedEvent>> RetryAsync(ApiCall call)
    {
        if (WebhookOf(call).IsRefused(out var refusal, out var webhook) || call.Segment("id").IsRefused(out refusal, out var id))
            return refusal;
        return await webhook.RetryAsync(id, call.Ended) is { } retried ? retried : NotThere("id", "there is no such dead letter");
    }

    private async ValueTask<Outcome<bool>> DropAsync(ApiCall call)
    {
        if (WebhookOf(call).IsRefused(out var refusal, out var webhook) || call.Segment("id").IsRefused(out refusal, out var id))
            return refusal;
        return await webhook.DeadLetters.RemoveAsync(id, call.Ended) ? true : NotThere("id", "there is no such dead letter");
    }

    private Outcome<Webhook> WebhookOf(ApiCall call)
    {
        if (call.Segment("name").IsRefused(out var refusal, out var name))
            return refusal;
        return webhooks.Find(name) is { } webhook ? webhook : NotThere("name", "there is no webhook of this name below Hub:Webhooks");
    }

    private static Refusal NotThere(string field, string text) => new(ErrorCode.NotFound, text, new RefusalDetails { Field = field });
}
