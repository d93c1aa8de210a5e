using RealtimeHub.Server.Hosting;

return await ServerRun.RunAsync(() => StartDefaults.CreateBuilder(args).AddRealtimeHubServer().Build().UseRealtimeHubServer(), Console.Error);
