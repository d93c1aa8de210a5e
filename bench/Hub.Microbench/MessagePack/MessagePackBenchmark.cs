using System.Globalization;

namespace RealtimeHub.Microbench.MessagePack;

/// <summary>Encoding and decoding a 200-byte publication, by itself and as a message of its hub protocol, beside JSON.</summary>
internal static class MessagePackBenchmark
{
    public static int Run(string[] args)
    {
        var rounds = int.Parse(Option(args, "--rounds") ?? "9", CultureInfo.InvariantCulture);
        var codecs = new PublicationCodecs();
        var frames = new PublicationFrames();
        var measured = new Rounds([.. codecs.All(), .. frames.All()], rounds);
        measured.Run();
        var report = $"""
            # MessagePack and JSON: one publication

            {MachineFacts.Describe()}. {rounds} interleaved rounds in one process.

            The publication: {codecs.Sizes}. As a message of the hub protocol: {frames.Sizes}. JSON is System.Text.Json with the
            same source-generated contract into a reused writer and buffer, and SignalR's own JSON hub protocol.

            {measured.Table()}
            """;
        Console.WriteLine(report);
        if (Option(args, "--out") is { } file)
            File.WriteAllText(file, report);
        return 0;
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
