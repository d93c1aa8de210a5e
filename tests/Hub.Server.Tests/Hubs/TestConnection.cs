using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Tests.Schedules;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>A connection of SignalR's whose transport ends in the test.</summary>
internal sealed class TestConnection : HubConnectionContext
{
    private readonly TableProtocol table = TableProtocol.Shared;
    private readonly Pipe wire;

    public TestConnection(string id)
        : this(new DefaultConnectionContext(id), new Pipe(new PipeOptions(pauseWriterThreshold: 0)))
    {
    }

    private TestConnection(DefaultConnectionContext connection, Pipe wire)
        : base(connection, new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromMinutes(5), ClientTimeoutInterval = TimeSpan.FromMinutes(10) }, NullLoggerFactory.Instance)
    {
        connection.Transport = new Duplex(new Pipe().Reader, wire.Writer);
        this.wire = wire;
    }

    public override IHubProtocol Protocol => table;

    /// <summary>All that has been written since this was last asked: arguments of callbacks, and Close messages.</summary>
    public IReadOnlyList<object> Written()
    {
        var written = new List<object>();
        while (wire.Reader.TryRead(out var read) && !read.Buffer.IsEmpty)
        {
            written.AddRange(table.Decode(read.Buffer.ToArray()));
            wire.Reader.AdvanceTo(read.Buffer.End);
        }

        return written;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
