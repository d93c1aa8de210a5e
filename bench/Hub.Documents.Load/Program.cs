using System.Globalization;
using RealtimeHub.Documents.Load;
using RealtimeHub.Load;

// Documents on the server: dotnet run -c Release -- HUB_SERVER_DLL PEER_SERVER_MJS [--rounds 3] [--seconds 10] [--editors 100,20] [--servers hub,yjs,…] [--storage false]
var options = LoadOptions.Read(args);
var folder = Directory.CreateTempSubdirectory("documents-load").FullName;
var folders = 0;
string NewFolder() => Path.Combine(folder, $"{folders++}");
string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
void Say(string line) => Console.WriteLine(line);

async Task MeasureAsync(int editors, int round, string name, Pauses pauses)
{
    var isOurs = name != "hocuspocus";
    Wire wire = name.StartsWith("hub", StringComparison.Ordinal) ? new HubWire() : isOurs ? new YjsWire() : new HocuspocusWire();
    var inMemory = name.EndsWith("-memory", StringComparison.Ordinal);
    using var server = isOurs
        ? await Peer.HubAsync(options.Assembly, NewFolder(), inMemory ? ["--Hub:Engine", "memory"] : [])
        : await Peer.StartAsync("node", options.Script);
    if (isOurs)
    {
        using var author = await HubCaller.ConnectAsync(server, 0);
        await author.CallAsync("CreateDocument", """{"documentId":"shared","title":"Shared","visibility":"public"}""");
    }

    var load = Machine.LoadAverage();
    var figures = await new EditorRun(server, wire, editors, 10, options.Length, () => pauses.Take()).RunAsync("shared", i => isOurs ? Guests.Token(server.Address, i) : "");
    var (wait, sync) = pauses.Take();
    Say(string.Create(
        CultureInfo.InvariantCulture,
        $"| {editors} | {wire.Name}{(inMemory ? ", memory engine" : "")} | {round} | {load:F1} | {figures.Deliveries} of {figures.Expected} | {Ms(figures.P50)} | {Ms(figures.P99)} | {figures.ProcessorPerDelivery.TotalMicroseconds:F1} | {Ms(figures.SlowestReader)} | {Ms(figures.SlowestWriter)} | {Ms(wait)} | {Ms(sync)} |"));
}

try
{
    foreach (var fact in Machine.Facts())
        Say("- " + fact);
    Say("");
    Say("| editors | server | round | load average | delivered | p50 ms | p99 ms | processor µs a delivery | slowest reader's mean ms | slowest writer's mean ms | generator's longest pause ms | disk's longest sync ms |");
    Say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    using (var pauses = new Pauses(NewFolder()))
    {
        foreach (var editors in options.Editors)
        {
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var name in options.Servers)
                    await MeasureAsync(editors, round, name, pauses);
            }
        }
    }

    if (!options.Storage)
        return;
    var (bytes, structs, cold, first, again) = await StorageRun.OpenAsync(options.Assembly, NewFolder(), options.Rounds);
    string All(List<double> times) => string.Join(", ", times.Select(ms => ms.ToString("F0", CultureInfo.InvariantCulture)));
    Say("");
    Say(string.Create(
        CultureInfo.InvariantCulture,
        $"Opening {bytes} bytes ({structs} structs), ms until the last byte of the answer is there: the first call of a server {All(cold)}; another document, not in memory {All(first)}; in memory median {again.Order().ElementAt(again.Count / 2):F0}"));
    var (empty, stored, open) = await StorageRun.MemoryAsync(options.Assembly, NewFolder(), 10_000, 100);
    Say(string.Create(CultureInfo.InvariantCulture, $"Resident memory, MiB: without documents {empty:F0}; 10,000 documents stored, none open {stored:F0}; 100 of them open {open:F0}"));
}
finally
{
    Directory.Delete(folder, recursive: true);
}
