using Microsoft.Extensions.ObjectPool;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Maintenance;
using RealtimeHub.Server.Engines.Journal.Reading;
using RealtimeHub.Server.Engines.Journal.Reporting;
using RealtimeHub.Server.Engines.Journal.Starting;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Server.Engines.Journal.Writing;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal;

/// <summary>
/// Stores in a folder of this machine, for one process. A publication is accepted and delivered once it is on the disk, or
/// as its durability says.
/// </summary>
internal sealed class JournalEngine : IEngine
{
    private readonly JournalOptions options;
    private readonly TimeProvider time;
    private readonly IJournalFiles files;
    private readonly ILogger logger;
    private readonly ChannelTable<JournalChannel> channels;
    private readonly SegmentFolder segments;
    private readonly JournalCondition condition;
    private readonly JournalWriter writer;
    private readonly JournalReads reads;
    private readonly JournalLosses losses;
    private readonly UncleanShutdownMarker marker;
    private readonly EmptyEpochs emptyEpochs;
    private readonly EpochSource epochs;
    private readonly AgeClock ages;
    private readonly ClockLeapMonitor leaps;
    private readonly MaintenanceLoop maintenance;
    private readonly DefaultObjectPool<AppendWork> spareWorks;
    private IEngineListener? listener;
    private IDisposable? folderLock;

    /// <param name="options">How it uses its folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="epochs">Makes the names of epochs.</param>
    /// <param name="logger">The log.</param>
    /// <param name="isStored">Whether what is published to a channel is stored; null when all of it is.</param>
    /// <param name="files">The file system; null for the machine's.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public JournalEngine(
        JournalOptions options, TimeProvider time, EpochSource epochs, ILogger<JournalEngine> logger,
        Func<ChannelName, bool>? isStored = null, IJournalFiles? files = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        if (new JournalOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw new ArgumentException(result.FailureMessage, nameof(options));
        this.options = options;
        this.time = time;
        this.logger = logger;
        this.files = files ?? SystemFiles.Instance;
        this.epochs = epochs;
        emptyEpochs = new(isStored ?? (static _ => true));
        ages = new(time, options.ClockSettleTime);
        channels = new(time, epochs, static (name, epoch) => new JournalChannel(name, epoch), logger.ListenerFailed, emptyEpochs, ages.Now);
        segments = new(options.Folder, this.files);
        marker = new(options.Folder, this.files);
        leaps = new(options, ages, segments, logger);
        condition = new(logger.CannotWrite, RemoveMarker);
        writer = new(options, time, segments, condition, ages, segment => marker.Set(segment.Number));
        losses = new(writer, channels, epochs, NoteLoss);
        reads = new(channels, new RecordReader(segments), losses.LoseAsync);
        spareWorks = new(new AppendWorkPolicy(channels, work => spareWorks!.Return(work)), maximumRetained: 2_048);
        maintenance = new(options, time, new(options, segments, channels, writer, losses), writer, condition, leaps, logger);
    }

    public EngineTraits Traits { get; } = new(SpansNodes: false, SurvivesRestart: true);

    public EngineHealth Health => condition.Health;

    /// <summary>For tests and benchmarks: how many channels are held.</summary>
    public int ChannelCount => channels.Count;

    /// <summary>How many bytes the segments have.</summary>
    public long SegmentBytes => segments.Bytes;

    /// <summary>How many bytes of records were written since the start.</summary>
    public long WrittenBytes => segments.WrittenBytes;

    /// <summary>How many appends wait to be written.</summary>
    public int WaitingAppends => writer.WaitingCount;

    /// <summary>How many times was written and synced.</summary>
    public long CommitCount => writer.CommitCount;

    public async ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        this.listener = listener;
        var began = time.GetTimestamp();
        files.CreateFolder(options.Folder);
        folderLock = files.Lock(segments.PathOf("lock"));
        try
        {
            var start = new JournalStart(segments, channels, epochs, marker.Read());
            await Task.Run(() => start.Run(change: true), cancellationToken);
            emptyEpochs.Stored = segments.Identity.EmptyEpoch;
            leaps.Begin(start.LastTime);
            await BeginAsync(start);
            logger.Opened(channels.Count, segments.InOrder.Count, start.ReplayedRecords, time.GetElapsedTime(began));
        }
        catch
        {
            writer.Stop();
            segments.Dispose();
            folderLock.Dispose();
            throw;
        }
    }

    private async Task BeginAsync(JournalStart start)
    {
        if (start.Repaired is { } repaired)
        {
            condition.Note(repaired);
            logger.Repaired(repaired);
        }

        var newest = segments.InOrder is [.., var last] ? last : null;
        var active = newest is not null && start.MayContinueNewest ? newest : segments.Begin(newest);
        writer.Start(active);
        // New epochs first: the marker says that this server counts on what its predecessor left.
        await losses.RenewAsync(start.Damaged);
        marker.Set(writer.Applied.Segment);
        channels.StartSweeping();
        maintenance.Start(checkpointDue: start.Repaired is not null || start.ReplayedRecords > 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (folderLock is null)
            return;
        channels.Dispose();
        await maintenance.DisposeAsync();
        if (await Task.Run(writer.Stop))
            await Task.Run(Close);
        else
            logger.NotStopped();
        folderLock.Dispose();
        folderLock = null;
    }

    private void Close()
    {
        try
        {
            if (condition.Failure is null)
            {
                maintenance.WriteLastCheckpoint();
                marker.Remove();
                files.SyncFolder(options.Folder);
            }
        }
        catch (IOException e)
        {
            logger.NotFinished(e.Message);
        }

        segments.Dispose();
    }

    private void NoteLoss(ChannelName channel)
    {
        condition.Note("a record could not be read; its channel has a new epoch");
        logger.Lost(channel.Namespace);
    }

    // After a failed sync the run of the machine says nothing about what is on the disk any more.
    private void RemoveMarker()
    {
        try
        {
            marker.Remove();
        }
        catch (IOException e)
        {
            logger.NotFinished(e.Message);
        }
    }

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(channels.Listen(channel, listener!));
    }

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return channels.UnlistenAsync(channel);
    }

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = spareWorks.Get();
        work.Begin(append, cancellationToken);
        var task = work.Task;
        try
        {
            writer.Add(work);
        }
        catch (EngineUnavailableException)
        {
            work.Discard();
            throw;
        }

        return task;
    }

    public async ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new CompactWork(channels, compaction);
        writer.Add(work);
        return await work.Task;
    }

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) =>
        reads.ReadLogAsync(channel, query, cancellationToken);

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) =>
        reads.ReadStateAsync(channel, query, cancellationToken);

    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        channels.Signal(signal);
        return ValueTask.CompletedTask;
    }

    /// <summary>How many bytes can still be read.</summary>
    public long MeasureLiveBytes() => SpaceUse.Of(channels.All, channels.AgeNow()).LiveBytes;

    /// <summary>Writes a checkpoint now.</summary>
    public Task CheckpointAsync() => maintenance.CheckpointAsync();

    /// <summary>Rewrites segments now where that is due.</summary>
    public Task CleanAsync() => maintenance.CleanAsync();

    private sealed class AppendWorkPolicy(ChannelTable<JournalChannel> channels, Action<AppendWork> giveBack) : PooledObjectPolicy<AppendWork>
    {
        public override AppendWork Create() => new(channels, giveBack);

        public override bool Return(AppendWork obj) => true;
    }
}
