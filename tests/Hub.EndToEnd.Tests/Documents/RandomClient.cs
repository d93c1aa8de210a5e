using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Documents.Tests.Model;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>A user who edits a document at random over the hub. Updates are lost, doubled and out of order both ways; opening the document makes up for it.</summary>
internal sealed class RandomClient(Uri server, IReplica replica, int seed) : IAsyncDisposable
{
    private readonly Random random = new(seed);
    private readonly List<byte[]> inbox = [];
    private readonly Lock gate = new();
    private HubConnection? connection;
    private string? token;
    private string documentId = "";
    private int edits;

    public IReplica Replica => replica;

    public async Task<string> CreateAsync() =>
        (await (await ConnectAsync()).InvokeAsync<Document>("CreateDocument", new CreateDocumentRequest("Random", Visibility: DocumentVisibility.Public)).Within()).DocumentId;

    /// <summary>Opens the document, takes what it lacks and gives what the server lacks.</summary>
    public async Task OpenAsync(string id)
    {
        documentId = id;
        while (!await TryAsync(OpenOnceAsync))
            await DropConnectionAsync();
    }

    public async Task StepAsync()
    {
        switch (random.Next(12))
        {
            case 0:
                await DropConnectionAsync();
                await OpenAsync(documentId);
                break;
            case < 6:
                await PushAsync(replica.Edit((seed * 1_000) + ++edits, random.Next(1, 4)), loses: true);
                break;
            default:
                await PushAsync(replica.Apply(TakeSome()), loses: true);
                break;
        }
    }

    /// <summary>The document as someone gets it who has nothing, and the updates in its log.</summary>
    public async Task<(byte[] Update, IReadOnlyList<byte[]> Log)> ReadServerAsync()
    {
        var hub = await ConnectAsync();
        var opened = await hub.InvokeAsync<OpenedDocument>("OpenDocument", new OpenDocumentRequest(documentId)).Within();
        var log = new List<byte[]>();
        for (long after = 0; ;)
        {
            var page = await hub.InvokeAsync<HistoryPage>("ReadHistory", new ReadHistoryRequest("doc:" + documentId, After: after, Limit: 1_000)).Within();
            log.AddRange(page.Publications.Where(publication => publication.Type == DocumentTypes.Updated).Select(UpdateIn));
            if (!page.HasMore)
                return (opened.Update.ToArray(), log);
            after = page.Publications[^1].Offset;
        }
    }

    public async ValueTask DisposeAsync() => await DropConnectionAsync();

    private async Task OpenOnceAsync()
    {
        var hub = await ConnectAsync();
        var opened = await hub.InvokeAsync<OpenedDocument>("OpenDocument", new OpenDocumentRequest(documentId, replica.State())).Within();
        var cleaned = replica.Apply([opened.Update.ToArray()]);
        await hub.InvokeAsync<PushUpdateResult>("PushUpdate", new PushUpdateRequest(documentId, replica.Diff(opened.StateVector.ToArray()))).Within();
        foreach (var update in cleaned)
            await hub.InvokeAsync<PushUpdateResult>("PushUpdate", new PushUpdateRequest(documentId, update)).Within();
    }

    private async Task PushAsync(IReadOnlyList<byte[]> updates, bool loses)
    {
        var sent = updates.Where(_ => !loses || random.Next(5) > 0).SelectMany(update => Enumerable.Repeat(update, random.Next(8) == 0 ? 2 : 1)).ToArray();
        random.Shuffle(sent);
        foreach (var update in sent)
        {
            if (connection is not { } hub || !await TryAsync(() => hub.InvokeAsync<PushUpdateResult>("PushUpdate", new PushUpdateRequest(documentId, update)).Within()))
                await OpenAsync(documentId);
        }
    }

    private byte[][] TakeSome()
    {
        lock (gate)
        {
            var all = inbox.ToArray();
            random.Shuffle(all);
            inbox.Clear();
            inbox.AddRange(all.Skip(6));
            return [.. all.Take(6).Where(_ => random.Next(5) > 0)];
        }
    }

    // A server that is away is waited for; a refusal is none of what may happen.
    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (HubException refusal) when (!refusal.Message.Contains("unavailable", StringComparison.Ordinal) && !refusal.Message.Contains("closed", StringComparison.OrdinalIgnoreCase))
        {
            throw;
        }
        catch (Exception error) when (error is HubException or HttpRequestException or IOException or InvalidOperationException or OperationCanceledException or AggregateException or System.Net.WebSockets.WebSocketException)
        {
            return false;
        }
    }

    private async Task<HubConnection> ConnectAsync()
    {
        if (connection is { State: HubConnectionState.Connected } open)
            return open;
        await DropConnectionAsync();
        await TestTimeout.Until(() => TryAsync(StartAsync));
        return connection!;
    }

    private async Task StartAsync()
    {
        token ??= await GuestAsync();
        var made = new HubConnectionBuilder()
            .WithUrl(new Uri(server, "hub"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .AddJsonProtocol(options => options.PayloadSerializerOptions = HubJson.Default.Options)
            .Build();
        made.On<Publication>("Publication", publication =>
        {
            if (publication.Type != DocumentTypes.Updated)
                return;
            lock (gate)
                inbox.Add(UpdateIn(publication));
        });
        connection = made;
        await made.StartAsync().Within();
    }

    private async Task<string> GuestAsync()
    {
        using var http = new HttpClient { BaseAddress = server };
        var answer = await http.PostAsJsonAsync("auth/guest", new GuestRequest("random"), HubJson.Default.GuestRequest);
        return (await answer.Content.ReadFromJsonAsync(HubJson.Default.GuestToken))!.Token;
    }

    private async Task DropConnectionAsync()
    {
        if (connection is not { } old)
            return;
        connection = null;
        await old.DisposeAsync();
    }

    private static byte[] UpdateIn(Publication publication)
    {
        using var data = System.Text.Json.JsonDocument.Parse(publication.Data.Bytes);
        return data.RootElement.GetProperty("update").GetBytesFromBase64();
    }
}
