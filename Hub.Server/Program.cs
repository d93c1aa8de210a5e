using RealtimeHub.Server.Hosting;

return await ServerRun.RunAsync(() => StartDefaults.CreateBuilder(args).AddRealtimeHub().Build().UseRealtimeHub(), Console.Error);
