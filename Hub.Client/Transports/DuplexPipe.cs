using System.IO.Pipelines;

namespace RealtimeHub.Client.Transports;

/// <summary>One end of a pair of pipes.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;

    /// <summary>Two pipes crossed: what one end writes, the other reads. Each holds up to 1 MiB before its writer waits.</summary>
    public static (IDuplexPipe Near, IDuplexPipe Far) CreatePair()
    {
        // Readers are resumed on the thread pool: a hub's receive loop must not run inside a socket's.
        var options = new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false);
        var (up, down) = (new Pipe(options), new Pipe(options));
        return (new DuplexPipe(down.Reader, up.Writer), new DuplexPipe(up.Reader, down.Writer));
    }
}
