using RealtimeHub.Documents.Bench;

// Usage: dotnet run -c Release --project bench/Hub.Documents.Bench -- --traces FOLDER [--rounds N] [--out FILE] [--only NAME]
// Measures Hub.Documents, npm's yjs and ywasm on editing traces, and checks that each comes out as the trace says.
var options = BenchOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("usage: Hub.Documents.Bench --traces FOLDER [--rounds N] [--out FILE] [--only NAME]");
    return 64;
}

var report = new Report(options.Rounds);
foreach (var file in Directory.EnumerateFiles(options.Traces, "*.json.gz").Order(StringComparer.Ordinal))
{
    var name = Path.GetFileName(file)[..^".json.gz".Length];
    if (options.Only is not null && options.Only != name)
        continue;
    Console.Error.WriteLine(name);
    var trace = Trace.Load(file);
    using var prepared = Prepared.Of(trace);
    var ours = OurMeasurements.Run(prepared, options.Rounds);
    report.Add(name, prepared, ours, await NodePeer.RunAsync("yjs", prepared, options.Rounds), await NodePeer.RunAsync("ywasm", prepared, options.Rounds));
}

report.Write(options.Out);
return 0;
