using System.Text.Json;
using MessagePack;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The refusal of arguments that can't be bound.</summary>
internal static class BindingRefusal
{
    public static HubException From(Exception error)
    {
        var refusal = Find<JsonException>(error) is { } json ? ContractRefusal.Of(json)
            : Find<MessagePackSerializationException>(error) is not null ? Refusal.BadRequest("an argument does not have the type that the method takes")
            : Refusal.BadRequest("the method takes one argument, a request object");
        return new HubException(RefusalText.Write(refusal.Code, refusal.Text, refusal.Details ?? new RefusalDetails()));
    }

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
                return found;
        }

        return null;
    }
}
