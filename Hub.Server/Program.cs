using Microsoft.AspNetCore.Connections;
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
catch (IOException failed) when (failed.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(failed.Message.TrimEnd('.') + ". Stop the other program, or choose another address with --urls.");
    return ExitCodes.AddressInUse;
}
