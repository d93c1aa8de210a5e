using System.CommandLine;
using System.Globalization;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Console.Importing;
using RealtimeHub.Console.Output;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub feed</c>: what there is to do with feeds besides watching them.</summary>
internal static class FeedCommand
{
    private const string Csv = "csv";
    private const string Ndjson = "ndjson";

    public static Command Create(ConnectionOptions connection, Terminal terminal) =>
        new("feed", "Publish to feeds. Watch one with: rthub watch feed:NAME") { Import(connection, terminal) };

    private static Command Import(ConnectionOptions connection, Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "A CSV file whose first line has the names of the columns, or one of JSON objects, one a line; - takes the input." };
        var feed = new Option<string?>("--feed") { Description = "The feed's name; that of the file when absent." };
        var format = new Option<string?>("--format") { Description = "What the file is; by its ending when absent." }.AcceptOnlyFromAmong(Csv, Ndjson);
        var keyField = new Option<string>("--key-field") { Description = "The column or member that has the key.", DefaultValueFactory = _ => "key" };
        var patch = ValueOption.Flag("--patch", "Merge the fields into the present values instead of replacing them.");
        var batch = ValueOption.Count("--batch", "How many values are published together, all or none.", 1, 1_000, whenAbsent: 500);
        var retryFor = ValueOption.Count("--retry-for", "For how many seconds a batch that the server can't take now, or whose connection was lost, is published again.", 0, 86_400, whenAbsent: 60);
        var command = new Command("import", "Publish the values of a file. Takes the right to publish, such as a token made with rthub token --grant.") { file, feed, format, keyField, patch, batch, retryFor };
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            var options = new FeedFileOptions(parsed.GetRequiredValue(keyField), parsed.GetValue(patch));
            return run.OnceAsync(async (client, stop) =>
            {
                var path = parsed.GetRequiredValue(file);
                using var input = Open(path, terminal);
                var import = new FeedImport(client, parsed.GetValue(feed) ?? NameOf(path), parsed.GetValue(batch), TimeSpan.FromSeconds(parsed.GetValue(retryFor)), run.Notices);
                var lines = FormatOf(path, parsed.GetValue(format)) == Csv ? CsvLines.ReadAsync(input, options, stop) : NdjsonLines.ReadAsync(input, options, stop);
                var result = await ImportProgress.ShowAsync(terminal, run.Notices, () => FractionOf(input), progress => import.RunAsync(lines, progress, stop));
                terminal.Out.WriteLine(run.Json
                    ? string.Create(CultureInfo.InvariantCulture, $$"""{"lines":{{result.Lines}},"accepted":{{result.Accepted}},"ignored":{{result.Ignored}}}""")
                    : $"{result.Lines} values published: {result.Accepted} accepted, {result.Ignored} older than what is there");
            }, cancellationToken);
        });
        return command;
    }

    private static TextReader Open(string path, Terminal terminal)
    {
        if (path == "-")
            return terminal.OpenInput is { } open ? Utf8Lines.Open(open()) : terminal.In;
        try
        {
            return Utf8Lines.Open(File.OpenRead(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{Plain.Text(path)} can't be read: {error.Message}", error);
        }
    }

    private static string NameOf(string path) =>
        path == "-" ? throw new FormatException("the input has no name; give the feed's with --feed") : Path.GetFileNameWithoutExtension(path);

    private static string FormatOf(string path, string? given) => given ?? Path.GetExtension(path) switch
    {
        ".csv" or ".tsv" => Csv,
        ".ndjson" or ".jsonl" or ".json" => Ndjson,
        _ => throw new FormatException($"the ending of {Plain.Text(path)} doesn't say what it is; give --format csv or --format ndjson"),
    };

    private static double? FractionOf(TextReader input) =>
        input is StreamReader { BaseStream: { CanSeek: true, Length: > 0 } stream } ? (double)stream.Position / stream.Length : null;
}
