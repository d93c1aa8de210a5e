using RealtimeHub.Microbench.Feeds;
using RealtimeHub.Microbench.Identity;
using RealtimeHub.Microbench.Journal;
using RealtimeHub.Microbench.MessagePack;
using RealtimeHub.Microbench.WebSockets;

// Usage: dotnet run -c Release --project bench/Hub.Microbench -- <verb> [--out FILE] [--rounds N]
switch (args.FirstOrDefault())
{
    case "messagepack":
        return MessagePackBenchmark.Run(args[1..]);
    case "frames":
        return FrameBenchmark.Run(args[1..]);
    case "journal":
        return await JournalBenchmark.RunAsync(args[1..]);
    case "subscriptions":
        return SubscriptionMemory.Run(args[1..]);
    case "tokens":
        return TokenBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("usage: Hub.Microbench messagepack|frames|journal|subscriptions|tokens [--out FILE] [--rounds N]");
        return 64;
}
