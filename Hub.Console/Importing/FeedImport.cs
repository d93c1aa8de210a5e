using System.Globalization;
using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Console.Output;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Importing;

/// <summary>What an import did.</summary>
/// <param name="Lines">How many values were published.</param>
/// <param name="Accepted">How many took effect.</param>
/// <param name="Ignored">How many had an older version than their key.</param>
internal sealed record ImportResult(int Lines, int Accepted, int Ignored);

/// <summary>Publishes the values of a file in batches: each is taken as a whole or not at all, and the first that is not ends it.</summary>
/// <param name="client">The connection.</param>
/// <param name="feed">The feed's name.</param>
/// <param name="batchSize">How many values are published together.</param>
/// <param name="retryFor">For how long a batch that was not taken is published again.</param>
/// <param name="notices">Where waits are told.</param>
internal sealed class FeedImport(HubClient client, string feed, int batchSize, TimeSpan retryFor, Notices notices)
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);
    private readonly FeedClient feeds = new(client);

    /// <param name="lines">The values.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="cancellationToken">Ends it behind the batch that is under way.</param>
    /// <exception cref="HubCallException">A batch was refused; the text names the line.</exception>
    /// <exception cref="TimeoutException">A batch's connection was lost, and there was no other in time.</exception>
    /// <exception cref="FormatException">A line is wrong; nothing of its batch was published.</exception>
    public async Task<ImportResult> RunAsync(IAsyncEnumerable<FeedLine> lines, Action<ImportResult> progress, CancellationToken cancellationToken)
    {
        var done = new ImportResult(0, 0, 0);
        var batch = new List<FeedLine>(batchSize);
        try
        {
            await foreach (var line in lines.WithCancellation(cancellationToken))
            {
                batch.Add(line);
                if (batch.Count == batchSize)
                    await PublishAsync();
            }

            if (batch.Count > 0)
                await PublishAsync();
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{wrong.Message}. {Taken(done, batch)}", wrong);
        }

        return done;

        async Task PublishAsync()
        {
            var result = await PublishBatchAsync(batch, done, cancellationToken);
            done = new ImportResult(done.Lines + batch.Count, done.Accepted + result.Accepted, done.Ignored + result.Ignored);
            batch.Clear();
            progress(done);
        }
    }

    private async Task<PublishUpdatesResult> PublishBatchAsync(List<FeedLine> batch, ImportResult done, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var late = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        DateTimeOffset? deadline = null;
        while (true)
        {
            try
            {
                return await feeds.PublishUpdatesAsync(feed, [.. batch.Select(line => line.Update)], either.Token);
            }
            catch (ConnectionLostException lost)
            {
                // The file says what the values are: publishing them twice is as good as once.
                if (!MayRepeat(TimeSpan.Zero))
                    throw Lost(lost);
                notices.Write("connection lost; the batch is published again");
            }
            catch (OperationCanceledException tooLate) when (!cancellationToken.IsCancellationRequested)
            {
                throw Lost(tooLate);
            }
            catch (HubCallException busy) when (busy.IsTemporary && MayRepeat(busy.RetryAfter ?? BusyPause))
            {
                var wait = busy.RetryAfter ?? BusyPause;
                notices.Write(string.Create(CultureInfo.InvariantCulture, $"{ErrorCodes.ToWord(busy.Code)}: {Plain.Text(busy.Message)}; the batch is published again in {wait.TotalSeconds:0.0} s"));
                await Task.Delay(wait, time, cancellationToken);
            }
            catch (HubCallException refusal)
            {
                var line = refusal.Details?.Index is { } index && index < batch.Count ? $"line {batch[(int)index].Number}: " : "";
                throw new HubCallException(refusal.Code, $"{line}{refusal.Message}{RemedyFor(refusal)}. {Taken(done, batch)}", null, refusal);
            }
        }

        // The time begins with the first failure.
        bool MayRepeat(TimeSpan wait)
        {
            var now = time.GetUtcNow();
            if (deadline is null)
            {
                deadline = now + retryFor;
                late.CancelAfter(retryFor);
            }

            return now + wait < deadline;
        }

        TimeoutException Lost(Exception cause) =>
            new($"the connection was lost, and the batch from line {batch[0].Number} on could not be published again within {retryFor.TotalSeconds:0} s; the {done.Lines} values before it were taken", cause);
    }

    private string RemedyFor(HubCallException refusal) => refusal.Code == ErrorCode.PermissionDenied
        ? $"; connect with --token and a token made with rthub token --grant 'feed:{feed}=publish'"
        : "";

    private static string Taken(ImportResult done, List<FeedLine> batch) => (done.Lines, batch.Count) switch
    {
        (0, _) => "Nothing was taken",
        (var before, 0) => $"The {before} values before it were taken",
        var (before, _) => $"The {before} values before line {batch[0].Number} were taken, and nothing from there on",
    };
}
