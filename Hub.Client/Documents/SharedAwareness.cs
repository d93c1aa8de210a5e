using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RealtimeHub.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Documents;

/// <summary>
/// Who is in a document and where, as y-protocols' <c>Awareness</c> in editors of Yjs: each client says a state of itself, an object with the fields <c>user</c> and <c>cursor</c> by
/// convention. States are never stored, go with their connections, and are at most 8 KiB by the server's default.
/// </summary>
/// <remarks>All members may be used from any thread. Handlers of events must not wait for the document.</remarks>
public sealed class SharedAwareness
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly HubClient client;
    private readonly string documentId;
    private readonly AwarenessStates states;
    private readonly JsonObject own = [];
    private readonly Channel<bool> work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool isOpen;
    private bool isDue;
    private bool hasChanged;

    internal SharedAwareness(HubClient client, string documentId, long clientId)
    {
        this.client = client;
        this.documentId = documentId;
        ClientId = clientId;
        states = new AwarenessStates(clientId, client.TimeProvider);
    }

    /// <summary>Raised after <see cref="Peers"/> has changed; several changes may be one event.</summary>
    public event EventHandler? Changed;

    /// <summary>Raised when the server refused this client's state, such as one that is too large. It is sent again when it changes.</summary>
    public event EventHandler<HubCallException>? Refused;

    /// <summary>This client's id.</summary>
    public long ClientId { get; }

    /// <summary>The other clients that say anything of themselves, in order of their ids; none without a connection.</summary>
    public IReadOnlyList<DocumentPeer> Peers
    {
        get
        {
            lock (gate)
                return [.. states.Others.Select(entry => new DocumentPeer(entry.Client, Parse(entry.State!)))];
        }
    }

    /// <summary>Sets the name that others see.</summary>
    public void SetName(string name) => Set("user", JsonSerializer.SerializeToElement(new JsonObject { ["name"] = name }, AwarenessJson.Default.JsonObject));

    /// <summary>
    /// Sets a field of this client's state; null takes it out, and a state without fields says that it is gone. It is sent in the background, at most 10 times a second on a connection; of
    /// what changes in between the last is sent.
    /// </summary>
    public void Set(string field, JsonElement? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        lock (gate)
        {
            own.Remove(field);
            if (value is { } set)
                own[field] = JsonNode.Parse(set.GetRawText());
            states.Say(own.Count > 0 ? own.ToJsonString() : null);
            isDue = true;
        }

        Wake();
    }

    /// <summary>Takes a signal.</summary>
    internal void Take(Signal signal)
    {
        if (signal.Type == DocumentTypes.Awareness && signal.Data.As(HubJson.Default.DocumentUpdate) is { } message)
            Take([message.Update]);
    }

    /// <summary>The document is open on a connection.</summary>
    internal void Open(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        lock (gate)
        {
            isOpen = true;

            // The server withdrew it with the connection before, at the clock that it had.
            isDue = states.SayAgain();
        }

        Take(messages);
        Wake();
    }

    /// <summary>It is open no more.</summary>
    internal void Close()
    {
        lock (gate)
        {
            isOpen = false;
            hasChanged |= states.ForgetAll();
        }

        Wake();
    }

    /// <summary>Sends and forgets in time, and raises the events, until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var timer = client.TimeProvider.CreateTimer(_ => Wake(), null, Tick, Tick);
        await using (timer.ConfigureAwait(false))
        {
            try
            {
                while (await work.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    work.Reader.TryRead(out _);
                    if (TakeChange())
                        Changed?.Invoke(this, EventArgs.Empty);
                    if (IsDue())
                        await SendAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or HubClosedException or ObjectDisposedException)
            {
                // The document was closed, or the client.
            }
        }
    }

    private static JsonElement Parse(string state)
    {
        using var parsed = JsonDocument.Parse(state);
        return parsed.RootElement.Clone();
    }

    private void Take(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        lock (gate)
        {
            foreach (var message in messages)
            {
                var (changed, mustSay) = states.Take(Decode(message));
                hasChanged |= changed;
                isDue |= mustSay && states.SayAgain();
            }
        }

        Wake();
    }

    // What can't be read is another client's fault, which the server should have refused.
    private static IReadOnlyList<AwarenessEntry> Decode(ReadOnlyMemory<byte> message)
    {
        try
        {
            return AwarenessUpdate.Decode(message.Span);
        }
        catch (InvalidUpdateException)
        {
            return [];
        }
    }

    private void Wake() => work.Writer.TryWrite(true);

    private bool TakeChange()
    {
        lock (gate)
        {
            var changed = hasChanged | states.ForgetSilent();
            hasChanged = false;
            return changed;
        }
    }

    private bool IsDue()
    {
        lock (gate)
        {
            if (isOpen && states.IsRenewalDue)
                isDue |= states.SayAgain();
            return isOpen && isDue;
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!client.Documents.Awareness.TryTake(out var wait))
            await Task.Delay(wait, client.TimeProvider, cancellationToken).ConfigureAwait(false);
        byte[] message;
        lock (gate)
        {
            isDue = false;
            message = AwarenessUpdate.Encode([states.Own]);
        }

        try
        {
            await client.InvokeAsync<object?>(nameof(IDocumentMethods.PushAwareness), new PushAwarenessRequest(documentId, message), cancellationToken).ConfigureAwait(false);
        }
        catch (HubCallException refused) when (refused.IsTemporary)
        {
            client.Documents.Awareness.Postpone(refused.RetryAfter ?? Tick);
            lock (gate)
                isDue = true;
            Wake();
        }
        catch (HubCallException refused)
        {
            // A connection that was lost meanwhile is refused, too: it says its state when it is open again.
            if (IsOpen())
                Refused?.Invoke(this, refused);
        }
        catch (Exception error) when (error is ConnectionLostException or TimeoutException)
        {
            // Said again once the document is open on the next connection.
        }
    }

    private bool IsOpen()
    {
        lock (gate)
            return isOpen;
    }
}
