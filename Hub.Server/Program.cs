using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args).AddRealtimeHub();
    var app = builder.Build().UseRealtimeHub();
    await app.RunAsync();
    return ExitCodes.Stopped;
}
catch (ConfigurationRefusedException refused)
{
    await Console.Error.WriteLineAsync("Configuration: " + refused.Message);
    return ExitCodes.BadConfiguration;
}
