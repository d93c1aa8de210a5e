using RealtimeHub.Microbench.Journal;
using RealtimeHub.Microbench.MessagePack;

// Usage: dotnet run -c Release --project bench/Hub.Microbench -- <verb> [--out FILE] [--rounds N]
switch (args.FirstOrDefault())
{
    case "messagepack":
        return MessagePackBenchmark.Run(args[1..]);
    case "journal":
        return await JournalBenchmark.RunAsync(args[1..]);
    default:
        Console.Error.WriteLine("usage: Hub.Microbench messagepack|journal [--out FILE] [--rounds N]");
        return 64;
}
