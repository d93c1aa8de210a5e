using System.Buffers;
using System.IO.Pipelines;

namespace RealtimeHub.Client.Transports;

/// <summary>
/// Sends by POST what the application writes: in order, one request at a time, all that waits at once. Ends when the
/// application has completed its end; throws when a request fails.
/// </summary>
internal sealed class PostLoop(HubHttp http, Uri url, string? accessToken) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    public async Task RunAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCanceled)
                return;
            if (!read.Buffer.IsEmpty)
                await PostAsync(read.Buffer, cancellationToken).ConfigureAwait(false);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    /// <summary>A POST of these bytes; none at all is a way to ask whether the server is there.</summary>
    public async Task PostAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SendAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task SendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        using var request = http.Request(HttpMethod.Post, url, accessToken);
        request.Content = new ReadOnlyMemoryContent(bytes.IsSingleSegment ? bytes.First : bytes.ToArray());
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        HubHttp.EnsureSuccess(response, "POST");
    }
}
