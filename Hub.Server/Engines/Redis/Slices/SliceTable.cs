using RealtimeHub.Server.Engines.Redis.Connecting;
using RealtimeHub.Server.Engines.Redis.Reporting;
using RealtimeHub.Server.Engines.Redis.Scripts;
using RealtimeHub.Shared;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Slices;

/// <summary>
/// Runs the scripts on channels, each on a slice that this node has opened on Redis' present run. Redis forgets scripts when it ends, and a
/// node makes them known only after it has opened every slice: so nothing is written to what came back older than it was before it was checked.
/// </summary>
internal sealed class SliceTable(
    RedisConnection connection, ChannelKeys keys, EpochSource epochs, string node, Func<long>? clock, ILogger logger) : IDisposable
{
    private const int MostAttempts = 4;
    private readonly Slice[] slices = [.. Enumerable.Range(0, ChannelKeys.SliceCount).Select(number => new Slice(number))];
    private readonly SemaphoreSlim opening = new(1);

    public Slice Of(ChannelName channel) => slices[ChannelKeys.SliceOf(channel)];

    /// <summary>Runs a script on a channel.</summary>
    /// <param name="script">The script.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="arguments">Its arguments; the first two are set here.</param>
    /// <param name="writes">Whether it can't do its work where nothing may be written.</param>
    /// <exception cref="EngineUnavailableException">Redis is away or refuses.</exception>
    public async Task<SliceReply> RunAsync(RedisScript script, ChannelName channel, RedisValue[] arguments, bool writes)
    {
        var slice = Of(channel);
        var channelKeys = keys.Of(channel);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var run = slice.Known.Run;
            (arguments[0], arguments[1]) = (run, clock is null ? RedisValue.EmptyString : clock());
            var answer = await connection.RunAsync(script, channelKeys, arguments, writes);
            if (answer is null)
                await OpenAllAsync(andLoad: true);
            else if (answer is [var only])
                await RetryAsync(slice, (string)only!);
            else
                return await NotedAsync(slice, run, answer);
        }

        throw new EngineUnavailableException("Redis restarts again and again");
    }

    /// <summary>Opens every slice or renews that, and makes the scripts known where asked to.</summary>
    public async Task OpenAllAsync(bool andLoad)
    {
        await opening.WaitAsync();
        try
        {
            await Task.WhenAll(slices.Select(OpenAsync));
            if (!andLoad)
                return;
            foreach (var script in RedisScript.OnChannels)
                await connection.ProbeAsync(database => database.ExecuteAsync("SCRIPT", "LOAD", script.Text));
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>Says that this node leaves in good order: all that it has shown is in what Redis has stored until now.</summary>
    public Task CloseAsync() => Task.WhenAll(slices.Where(slice => slice.Known.Run.Length > 0)
        .Select(slice => connection.ProbeAsync(database => database.HashDeleteAsync(keys.OfSlice(slice.Number)[1], node))));

    public void Dispose() => opening.Dispose();

    private async Task RetryAsync(Slice slice, string why)
    {
        if (why != "closed")
            throw new EngineUnavailableException("too many idempotency keys are in use in this channel");
        await OpenAsync(slice);
    }

    private async ValueTask<SliceReply> NotedAsync(Slice slice, string run, RedisResult[] answer)
    {
        var reply = new SliceReply((string)answer[0]!, (string)answer[1]!, (long)answer[2], answer);
        // Another node has found a loss: this one's knowledge must be of the new epoch, too.
        if (reply.Epoch != slice.Known.Epoch)
            await TryOpenAsync(slice);
        slice.Saw(reply.Epoch, run, reply.Seq);
        return reply;
    }

    // What was asked for is done: that this can't be is no failure of it.
    private async Task TryOpenAsync(Slice slice)
    {
        try
        {
            await OpenAsync(slice);
        }
        catch (EngineUnavailableException)
        {
            // The watch opens it again.
        }
    }

    private async Task OpenAsync(Slice slice)
    {
        var (epoch, run, seq) = slice.Known;
        var answer = (RedisResult[])(await connection.ProbeAsync(database => database.ScriptEvaluateAsync(
            RedisScript.Open.Text, keys.OfSlice(slice.Number), [node, epoch, run, run.Length == 0 ? "" : seq, epochs.Next()], CommandFlags.DemandMaster)))!;
        if (slice.Open((string)answer[0]!, (string)answer[1]!, (long)answer[2]))
            logger.Lost(slice.Number);
    }
}

/// <summary>What a script on a channel answered.</summary>
/// <param name="Word">What became of it.</param>
/// <param name="Epoch">The epoch of the channel.</param>
/// <param name="Seq">The slice's count of changes.</param>
/// <param name="Values">All of the answer; the first three are the others.</param>
internal sealed record SliceReply(string Word, string Epoch, long Seq, RedisResult[] Values);
