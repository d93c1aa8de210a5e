namespace RealtimeHub.Client.Connections;

/// <summary>What to do with a call whose answer was lost with its connection.</summary>
internal enum Repeat
{
    /// <summary>Tell the caller: doing it twice might matter.</summary>
    Never,

    /// <summary>Call again on the next connection: doing it twice is as good as once.</summary>
    Harmless,
}

/// <summary>Calls methods on whatever connection there is, waiting for one within the call's time limit.</summary>
internal sealed class Calls(HubClientOptions options)
{
    private readonly Lock gate = new();
    private TaskCompletionSource<Session> current = NewWait();

    /// <summary>A connection was made.</summary>
    public void Attach(Session session)
    {
        lock (gate)
        {
            if (!current.TrySetResult(session))
                (current = NewWait()).SetResult(session);
        }
    }

    /// <summary>The connection is gone: calls wait for the next one.</summary>
    public void Detach(Session session)
    {
        lock (gate)
        {
            if (current.Task is { IsCompletedSuccessfully: true } made && made.Result == session)
                current = NewWait();
        }
    }

    /// <summary>There will be no other connection.</summary>
    public void Close(Exception error)
    {
        lock (gate)
        {
            if (current.Task.IsCompleted)
                current = NewWait();
            current.TrySetException(error);
            _ = current.Task.Exception;
        }
    }

    /// <summary>The present connection; null while there is none.</summary>
    public Session? Present
    {
        get
        {
            lock (gate)
                return current.Task.IsCompletedSuccessfully ? current.Task.Result : null;
        }
    }

    /// <summary>Waits for a connection.</summary>
    public Task<Session> WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return current.Task.WaitAsync(cancellationToken);
    }

    public async Task<TResult> InvokeAsync<TResult>(string method, object request, Repeat repeat, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await RepeatedAsync<TResult>(method, request, repeat, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{method} was not answered within {options.CallTimeout.TotalSeconds:0} s.", error);
        }
    }

    private async Task<TResult> RepeatedAsync<TResult>(string method, object request, Repeat repeat, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await session.InvokeAsync<TResult>(method, request, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectionLostException) when (repeat == Repeat.Harmless)
            {
                // Seen here before the loop has: without this the dead connection would be tried over and over.
                Detach(session);
            }
        }
    }

    private static TaskCompletionSource<Session> NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
