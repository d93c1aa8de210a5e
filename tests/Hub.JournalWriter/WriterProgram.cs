using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Shared;
using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.JournalWriter;

/// <summary>Several writers on one engine. Half of the channels keep everything, half keep little and have keys.</summary>
internal sealed class WriterProgram(WriterOptions options) : IEngineListener
{
    private const int Channels = 6;
    private readonly Lock gate = new();
    private volatile string? lastRefusal;
    private readonly Stream output = Console.OpenStandardOutput();

    public async Task<int> RunAsync()
    {
        var files = options.KillAt > 0 ? new KillingFiles(SystemFiles.Instance, options.KillAt, options.Moment) : (IJournalFiles)SystemFiles.Instance;
        var journal = new JournalOptions
        {
            Folder = options.Folder,
            SegmentBytes = 8 << 10,
            CheckpointBytes = 12 << 10,
            MaintenanceInterval = TimeSpan.FromMilliseconds(5),
        };
        await using var engine = new JournalEngine(
            journal, TimeProvider.System, new EpochSource(new Random()), NullLogger<JournalEngine>.Instance, files: files);
        try
        {
            await engine.StartAsync(this, CancellationToken.None);
            for (var i = 0; i < Channels; i++)
                await engine.ListenAsync(TestChannels.Name(i), CancellationToken.None);
            await Task.WhenAll(Enumerable.Range(0, options.Writers).Select(writer => Task.Run(() => WriteAsync(engine, writer))));
        }
        catch (EngineUnavailableException e)
        {
            Console.Error.WriteLine(e.Message);
            return 3;
        }
        catch (IOException e)
        {
            // As the server does.
            Console.Error.WriteLine(e.Message);
            return 74;
        }

        return 0;
    }

    public void OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
        {
            Tell(new HistoryEvent(HistoryEventKind.Saw, $"r{options.Run}", channel.Value,
                new Position(epoch, publication.Offset), TestChannels.ValueOf(publication)));
        }
    }

    public void OnSignal(Signal signal)
    {
    }

    public void OnReset(ChannelName channel, Position position)
    {
    }

    private async Task WriteAsync(JournalEngine engine, int writer)
    {
        var random = new Random(HashCode.Combine(writer, options.Run.Length));
        var who = $"w{options.Run}-{writer}";
        for (var i = 0; options.Appends == 0 || i < options.Appends; i++)
        {
            var channel = random.Next(Channels);
            // A batch now and then: all of it or nothing.
            var values = Enumerable.Range(0, random.Next(8) == 0 ? 3 : 1)
                .Select(part => string.Create(CultureInfo.InvariantCulture, $"{who}-{i}-{part}")).ToList();
            foreach (var value in values)
                Tell(new HistoryEvent(HistoryEventKind.Attempted, who, TestChannels.Name(channel).Value, Position.None, value));
            var append = TestChannels.Append(channel, values, options.Durability, random);
            if (await TryAppendAsync(engine, append) is not { } result)
                continue;
            for (var part = 0; part < values.Count; part++)
                Tell(new HistoryEvent(HistoryEventKind.Acknowledged, who, append.Channel.Value, result.Drafts[part].Position, values[part]));
        }
    }

    private async Task<AppendResult?> TryAppendAsync(JournalEngine engine, Append append)
    {
        try
        {
            return await engine.AppendAsync(append, CancellationToken.None);
        }
        catch (EngineUnavailableException e) when (options.GoesOn)
        {
            if (e.Message != lastRefusal)
                Console.Error.WriteLine(e.Message);
            lastRefusal = e.Message;
            return null;
        }
    }

    // One write each, which goes into the pipe whole even if the next instruction is the last.
    private void Tell(HistoryEvent one)
    {
        var line = Encoding.UTF8.GetBytes(one.ToLine() + "\n");
        lock (gate)
            output.Write(line);
    }
}
