using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// One callback on its way out, encoded at most once for each hub protocol however many connections it goes to.
/// </summary>
internal sealed class Frame
{
    private readonly SerializedHubMessage message;

    private Frame(SerializedHubMessage message, Publication? publication)
    {
        this.message = message;
        Publication = publication;
    }

    /// <summary>The publication it carries; null for any other callback.</summary>
    public Publication? Publication { get; }

    public static Frame Of(Publication publication) =>
        new(new SerializedHubMessage(new InvocationMessage(nameof(IChannelClient.Publication), [publication])), publication);

    public static Frame Of(string method, object?[] arguments) =>
        new(new SerializedHubMessage(new InvocationMessage(method, arguments)), null);

    /// <summary>The bytes as the protocol frames them.</summary>
    public ReadOnlyMemory<byte> Encode(IHubProtocol protocol) => message.GetSerializedMessage(protocol);
}
