using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args).AddRealtimeHub();
    var app = builder.Build().UseRealtimeHub();
    try
    {
        await app.RunAsync();
    }
    catch (Exception failure) when (ListenFailure.Explain(failure) is { } refused)
    {
        throw refused;
    }

    return ExitCodes.Stopped;
}
catch (ConfigurationRefusedException refused)
{
    await Console.Error.WriteLineAsync("Configuration: " + refused.Message);
    return ExitCodes.BadConfiguration;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return refused.ExitCode;
}
