using System.CommandLine;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary>The channel that a command is about.</summary>
internal static class ChannelArgument
{
    public static Argument<string> Create()
    {
        var argument = new Argument<string>("channel") { Description = "The channel, namespace:key, such as topic:news." };
        argument.Validators.Add(result =>
        {
            if (!ChannelName.TryParse(result.GetValueOrDefault<string>(), out _, out var reason))
                result.AddError(reason + ".");
        });
        return argument;
    }
}
