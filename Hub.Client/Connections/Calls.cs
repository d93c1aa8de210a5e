namespace RealtimeHub.Client.Connections;

/// <summary>What to do with a call whose answer was lost with its connection.</summary>
internal enum RetryMode
{
    /// <summary>Fail it: doing it twice might matter.</summary>
    Never,

    /// <summary>Call again on the next connection: doing it twice is as good as once.</summary>
    Idempotent,
}

/// <summary>Calls methods on whatever connection there is, waiting for one within the call's time limit.</summary>
internal sealed class Calls(HubClientOptions options) : ISessionUser
{
    private readonly Lock gate = new();
    private TaskCompletionSource<Session> current = NewWait();

    /// <summary>The present connection; null while there is none.</summary>
    public Session? Present
    {
        get
        {
            lock (gate)
                return current.Task.IsCompletedSuccessfully ? current.Task.Result : null;
        }
    }

    /// <summary>A connection was made.</summary>
    public void Attach(Session made)
    {
        lock (gate)
        {
            if (!current.TrySetResult(made))
                (current = NewWait()).SetResult(made);
        }
    }

    /// <summary>The connection is going: calls wait for the next one.</summary>
    public void Leave(Session session)
    {
        lock (gate)
        {
            if (current.Task is { IsCompletedSuccessfully: true } made && made.Result == session)
                current = NewWait();
        }
    }

    public Task DetachAsync() => Task.CompletedTask;

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

    /// <summary>Waits for a connection.</summary>
    public Task<Session> WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return current.Task.WaitAsync(cancellationToken);
    }

    public async Task<TResult> InvokeAsync<TResult>(string method, object request, RetryMode mode, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await InvokeWithRetriesAsync<TResult>(method, request, mode, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{method} was not answered within {options.CallTimeout.TotalSeconds:0} s.", error);
        }
    }

    private async Task<TResult> InvokeWithRetriesAsync<TResult>(string method, object request, RetryMode mode, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await session.InvokeAsync<TResult>(method, request, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectionLostException) when (mode == RetryMode.Idempotent)
            {
                // Seen here before the loop has: without this the dead connection would be tried over and over.
                Leave(session);
            }
        }
    }

    private static TaskCompletionSource<Session> NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
