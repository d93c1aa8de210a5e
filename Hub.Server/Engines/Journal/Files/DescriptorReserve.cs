using Microsoft.Win32.SafeHandles;

namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>
/// File descriptors that are kept for the journal: connections may take all others, and its next segment must be begun
/// nevertheless. One is given up when none is free, and taken back when some are. Thread-safe.
/// </summary>
internal sealed class DescriptorReserve
{
    // A segment, its marker, the folder and a checkpoint, twice.
    private const int Size = 8;
    private const string Placeholder = "/dev/null";

    private readonly Lock gate = new();
    private readonly Stack<SafeFileHandle> kept = new();
    private bool isWanted;

    /// <summary>Takes as many as are missing; fewer when no more are free.</summary>
    public void Fill()
    {
        if (OperatingSystem.IsWindows())
            return;
        lock (gate)
        {
            isWanted = true;
            try
            {
                while (kept.Count < Size)
                    kept.Push(File.OpenHandle(Placeholder));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // None is free at present, or there is no such device: then there is no reserve.
            }
        }
    }

    /// <summary>Does something that takes a descriptor, one of the reserve when no other is free.</summary>
    public T Run<T>(Func<T> open)
    {
        while (true)
        {
            try
            {
                var opened = open();
                FillAgain();
                return opened;
            }
            catch (IOException e) when (FileErrors.IsOutOfDescriptors(e) && GiveUpOne())
            {
            }
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public void Run(Action open) => Run(() =>
    {
        open();
        return true;
    });

    private void FillAgain()
    {
        lock (gate)
        {
            if (!isWanted || kept.Count == Size)
                return;
        }

        Fill();
    }

    private bool GiveUpOne()
    {
        lock (gate)
        {
            if (!kept.TryPop(out var one))
                return false;
            one.Dispose();
            return true;
        }
    }
}
