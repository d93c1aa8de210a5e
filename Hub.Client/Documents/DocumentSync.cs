using System.Threading.Channels;
using RealtimeHub.Client.Connections;
using RealtimeHub.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Documents;

/// <summary>Keeps a replica the same as its document on the server, over any number of connections: opens it, takes what comes, and pushes what is pending, one push at a time.</summary>
internal sealed class DocumentSync : IChannelReceiver, IAsyncDisposable
{
    private const int InboxCapacity = 4096;

    private readonly HubClient client;
    private readonly ChannelName channel;
    private readonly string documentId;
    private readonly DocumentReplica replica;
    private readonly SharedAwareness awareness;
    private readonly Action changed;
    private readonly Channel<Publication> inbox = Channel.CreateBounded<Publication>(new BoundedChannelOptions(InboxCapacity) { SingleReader = true });
    private readonly Channel<bool> work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private volatile bool isOpen;
    private volatile HubCallException? noEntry;
    private volatile HubCallException? notTaken;
    private volatile Document? info;
    private volatile bool isReadOnly;

    /// <param name="client">The client.</param>
    /// <param name="documentId">The document's id.</param>
    /// <param name="replica">What is kept the same.</param>
    /// <param name="awareness">What takes and gives who is there.</param>
    /// <param name="changed">Called when anything that the properties show may have changed; from any thread.</param>
    public DocumentSync(HubClient client, string documentId, DocumentReplica replica, SharedAwareness awareness, Action changed)
    {
        this.client = client;
        this.documentId = documentId;
        this.replica = replica;
        this.awareness = awareness;
        this.changed = changed;
        channel = ChannelName.Parse("doc:" + documentId);
    }

    /// <summary>Completes when the document was opened for the first time.</summary>
    public Task Opened => opened.Task;

    public bool IsOpen => isOpen;

    public Document? Info => info;

    public DocumentAccess Access => isReadOnly ? DocumentAccess.Read : DocumentAccess.Write;

    /// <summary>Why the server takes no edits; null where it takes them.</summary>
    public HubCallException? Refusal => noEntry ?? notTaken;

    public void Begin()
    {
        client.Receive(channel, this);
        client.StateChanged += OnStateChanged;
        running = Task.WhenAll(Task.Run(ReceiveAsync), Task.Run(SyncAsync), Task.Run(() => awareness.RunAsync(stopping.Token)));
    }

    /// <summary>There is something to push.</summary>
    public void Wake() => work.Writer.TryWrite(true);

    /// <summary>Opens the document again, such as after another role was given.</summary>
    public void Reopen()
    {
        noEntry = null;
        notTaken = null;
        Lose();
    }

    public void OnPublication(Publication publication)
    {
        // More than the replica can take: it is read again as a whole.
        if (!inbox.Writer.TryWrite(publication))
            Lose();
    }

    public void OnSignal(Signal signal) => awareness.Take(signal);

    public void OnReset(Reset reset) => Lose();

    public void OnUnsubscribed(Unsubscribed unsubscribed)
    {
        if (!unsubscribed.Resubscribe)
            noEntry = CallErrors.Read(unsubscribed);
        Lose();
    }

    public async ValueTask DisposeAsync()
    {
        client.EndReceiving(channel);
        client.StateChanged -= OnStateChanged;
        await stopping.CancelAsync().ConfigureAwait(false);
        inbox.Writer.TryComplete();
        await running.ConfigureAwait(false);
        opened.TrySetCanceled();
        if (isOpen && client.State == ConnectionState.Connected)
            await CloseAsync().ConfigureAwait(false);
        isOpen = false;
        stopping.Dispose();
    }

    private async Task CloseAsync()
    {
        try
        {
            await client.InvokeAsync<object?>(nameof(IDocumentMethods.CloseDocument), new CloseDocumentRequest(documentId)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HubCallException or ConnectionLostException or TimeoutException or HubClosedException or ObjectDisposedException)
        {
            // Best effort: the connection's end closes it, too.
        }
    }

    private void OnStateChanged(object? sender, ConnectionStateChange change)
    {
        if (change.Current != ConnectionState.Connected)
            Lose();
        else
            Wake();
    }

    private void Lose()
    {
        isOpen = false;
        awareness.Close();
        changed();
        Wake();
    }

    private async Task ReceiveAsync()
    {
        await foreach (var publication in inbox.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            switch (publication.Type)
            {
                case DocumentTypes.Updated:
                    replica.Apply(publication.DataAs(HubJson.Default.DocumentUpdate)!.Update);
                    break;
                case DocumentTypes.Renamed or DocumentTypes.Changed:
                    info = publication.DataAs(HubJson.Default.Document)! with { Role = info?.Role };
                    changed();
                    break;
                case DocumentTypes.Deleted:
                    noEntry = new HubCallException(ErrorCode.NotFound, "the document was deleted");
                    Lose();
                    break;
            }
        }
    }

    private async Task SyncAsync()
    {
        var backoff = new Backoff(client.FirstRetryDelay, TimeSpan.FromSeconds(10), new Random());
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (noEntry is null && !isOpen)
                    await OpenAsync().ConfigureAwait(false);
                if (Refusal is null && isOpen && !isReadOnly)
                    await PushAsync().ConfigureAwait(false);
                backoff.Reset();
                await WaitForWorkAsync().ConfigureAwait(false);
            }
            catch (HubCallException temporary) when (temporary.IsTemporary)
            {
                await WaitAsync(temporary.RetryAfter ?? backoff.Next()).ConfigureAwait(false);
            }
            catch (HubCallException final)
            {
                Refuse(final);
                await WaitForWorkAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is ConnectionLostException or TimeoutException)
            {
                isOpen = false;
                changed();
                await WaitAsync(backoff.Next()).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or HubClosedException or ObjectDisposedException)
            {
                opened.TrySetException(error is OperationCanceledException ? new HubClosedException() : error);
                isOpen = false;
                changed();
                return;
            }
        }
    }

    private async Task OpenAsync()
    {
        await client.ConnectAsync(stopping.Token).ConfigureAwait(false);
        var known = replica.Read(document => document.GetStateVector().Encode());
        // A connection that is lost from here on says so by making it not open again.
        isOpen = true;
        OpenedDocument reply;
        try
        {
            reply = await client.InvokeAsync<OpenedDocument>(nameof(IDocumentMethods.OpenDocument), new OpenDocumentRequest(documentId, known), stopping.Token).ConfigureAwait(false);
        }
        catch
        {
            isOpen = false;
            throw;
        }

        replica.Apply(reply.Update);
        replica.Meet(StateVector.Decode(reply.StateVector.Span));
        info = reply.Document;
        isReadOnly = reply.Access == DocumentAccess.Read;
        awareness.Open(reply.Awareness);
        opened.TrySetResult();
        changed();
    }

    private async Task PushAsync()
    {
        while (isOpen && replica.TakePending() is { } update)
        {
            try
            {
                while (!client.Documents.Updates.TryTake(out var wait))
                    await Task.Delay(wait, client.TimeProvider, stopping.Token).ConfigureAwait(false);
                await client.InvokeAsync<PushUpdateResult>(nameof(IDocumentMethods.PushUpdate), new PushUpdateRequest(documentId, update), stopping.Token).ConfigureAwait(false);
                replica.Acknowledge();
                changed();
            }
            catch (HubCallException refused) when (refused is { Code: ErrorCode.RateLimited, RetryAfter: { } after })
            {
                // All documents of the connection wait.
                client.Documents.Updates.Postpone(after);
                replica.PutBack();
            }
            catch
            {
                replica.PutBack();
                throw;
            }
        }
    }

    // What is refused while it is open are edits; others' are taken on.
    private void Refuse(HubCallException final)
    {
        if (final.Details?.Reason == "role_too_low")
            isReadOnly = true;
        else if (isOpen && final.Code != ErrorCode.PermissionDenied)
            notTaken = final;
        else
            noEntry = final;
        opened.TrySetException(final);
        changed();
    }

    private async Task WaitForWorkAsync()
    {
        try
        {
            await work.Reader.ReadAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, client.TimeProvider, stopping.Token).ConfigureAwait(false);
            Wake();
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
