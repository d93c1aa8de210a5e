using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hosting;

/// <summary>A store that can't be opened or closed ends the server with one line and its exit code.</summary>
public sealed class ServerRunTests
{
    [Theory]
    [InlineData(true, typeof(IOException), "can't be read or written")]
    [InlineData(true, typeof(UnauthorizedAccessException), "can't be read or written")]
    [InlineData(false, typeof(IOException), "can't be closed in good order")]
    [InlineData(false, typeof(UnauthorizedAccessException), "can't be closed in good order")]
    [InlineData(false, typeof(ObjectDisposedException), "can't be closed in good order")]
    public async Task Run_EngineFails_EndsWith74AndOneLine(bool atStart, Type failure, string expected)
    {
        using var error = new StringWriter();
        WebApplication? app = null;

        var run = ServerRun.RunAsync(() => app = Create(atStart, (Exception)Activator.CreateInstance(failure, "the disk is\ngone")!), error);
        if (!atStart)
        {
            var started = new TaskCompletionSource();
            app!.Lifetime.ApplicationStarted.Register(() => started.TrySetResult());
            await started.Task.Within();
            app.Lifetime.StopApplication();
        }

        Assert.Equal(74, await run.Within());
        var line = Assert.Single(error.ToString().Trim().Split('\n'));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Contains("the disk is gone", line, StringComparison.Ordinal);
    }

    private static WebApplication Create(bool atStart, Exception failure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:Engine", "memory", "--Hub:Auth:Keys:0:Secret", "a secret of at least thirty-two bytes"],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHubServer();
        builder.Services.AddSingleton<IEngine>(provider => new FailingEngine(ActivatorUtilities.CreateInstance<MemoryEngine>(provider), atStart, failure));
        return builder.Build().UseRealtimeHubServer();
    }

    /// <summary>The memory engine, which fails when it is opened or closed; closed again, it fails in other words, as a half closed store does.</summary>
    private sealed class FailingEngine(MemoryEngine inner, bool atStart, Exception failure) : IEngine
    {
        private bool closed;

        public EngineTraits Traits => inner.Traits;

        public EngineHealth Health => inner.Health;

        public ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken) =>
            atStart ? ValueTask.FromException(failure) : inner.StartAsync(listener, cancellationToken);

        public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.ListenAsync(channel, cancellationToken);

        public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken) => inner.UnlistenAsync(channel, cancellationToken);

        public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken) => inner.AppendAsync(append, cancellationToken);

        public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken) =>
            inner.ReadLogAsync(channel, query, cancellationToken);

        public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken) =>
            inner.ReadStateAsync(channel, query, cancellationToken);

        public ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken) => inner.CompactAsync(compaction, cancellationToken);

        public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken) => inner.SignalAsync(signal, cancellationToken);

        public ValueTask DisposeAsync()
        {
            if (atStart)
                return ValueTask.CompletedTask;
            var again = closed;
            closed = true;
            return ValueTask.FromException(again ? new InvalidOperationException("already closed") : failure);
        }
    }
}
