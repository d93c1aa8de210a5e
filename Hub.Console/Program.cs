using RealtimeHub.Console;

return await Rthub.RunAsync(args, Terminal.OfProcess());
