using RealtimeHub.Microbench.MessagePack;

// Usage: dotnet run -c Release --project bench/Hub.Microbench -- messagepack [--out FILE] [--rounds N]
switch (args.FirstOrDefault())
{
    case "messagepack":
        return MessagePackBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("usage: Hub.Microbench messagepack [--out FILE] [--rounds N]");
        return 64;
}
