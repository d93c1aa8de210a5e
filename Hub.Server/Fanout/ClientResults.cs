using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Fanout;

/// <summary>What a hub has asked its clients for and not been answered yet. May be used from any thread.</summary>
internal sealed class ClientResults
{
    private readonly ConcurrentDictionary<string, Question> open = new(StringComparer.Ordinal);
    private long last;

    /// <summary>How many answers are waited for.</summary>
    public int Count => open.Count;

    /// <summary>Asks a client for a result and waits for it.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="connection">The client's connection.</param>
    /// <param name="method">The client's method.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the waiting; the client is not told.</param>
    /// <exception cref="HubException">The client answered with an error.</exception>
    /// <exception cref="IOException">The connection ended before the answer.</exception>
    public async Task<T> AskAsync<T>(HubConnectionContext connection, string method, object?[] arguments, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        var question = new Question<T>(connection.ConnectionId);
        open[id] = question;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, connection.ConnectionAborted);
            await connection.WriteAsync(new InvocationMessage(id, method, arguments), either.Token);
            return await question.Answer.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (connection.ConnectionAborted.IsCancellationRequested)
        {
            throw new IOException($"the connection {connection.ConnectionId} ended before its client answered {method}");
        }
        finally
        {
            open.TryRemove(id, out _);
        }
    }

    /// <summary>Takes a client's answer; one to nothing that this client was asked is dropped.</summary>
    public void Complete(string connectionId, CompletionMessage answer)
    {
        if (answer.InvocationId is { } id && open.TryGetValue(id, out var question) && question.ConnectionId == connectionId)
            question.Complete(answer);
    }

    /// <summary>The type that an answer is read as.</summary>
    public bool TryGetType(string id, [NotNullWhen(true)] out Type? type)
    {
        type = open.TryGetValue(id, out var question) ? question.Type : null;
        return type is not null;
    }

    private abstract class Question(string connectionId)
    {
        public string ConnectionId { get; } = connectionId;

        public abstract Type Type { get; }

        public abstract void Complete(CompletionMessage answer);
    }

    private sealed class Question<T>(string connectionId) : Question(connectionId)
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Type Type => typeof(T);

        public Task<T> Answer => answer.Task;

        public override void Complete(CompletionMessage message)
        {
            if (message.Error is { } error)
                answer.TrySetException(new HubException(error));
            else if (message.HasResult)
                answer.TrySetResult((T)message.Result!);
            else
                answer.TrySetException(new HubException("the client answered without a result"));
        }
    }
}
