using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeHub.Shared;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Client.Connections;

/// <summary>Makes the hub protocol of an encoding.</summary>
internal static class HubProtocols
{
    public static IHubProtocol Create(HubEncoding encoding) => encoding switch
    {
        HubEncoding.Json => Json(),
        HubEncoding.MessagePack => new CheckedMessagePackProtocol(),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Unknown encoding."),
    };

    private static JsonHubProtocol Json() => new(Options.Create(new JsonHubProtocolOptions
    {
        // The contracts' own shape: camelCase, source generated, nothing by reflection.
        PayloadSerializerOptions = new JsonSerializerOptions(HubJson.Default.Options),
    }));
}
