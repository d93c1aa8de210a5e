namespace RealtimeHub.Server.Api.Contracts;

/// <summary>The nodes that share the engine.</summary>
/// <param name="Nodes">In the order of their names. One that vanished is in it for up to 15 seconds.</param>
internal sealed record NodeList(IReadOnlyList<NodeSummary> Nodes);

/// <summary>One server process.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Id">Its id, another one at each start.</param>
/// <param name="Address">Where the other nodes reach it; absent while it starts.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="StartedTime">When it started, Unix milliseconds.</param>
/// <param name="Status"><c>ready</c>, or <c>unavailable</c> while clients must not connect.</param>
/// <param name="Reasons">Why it is unavailable.</param>
/// <param name="Draining">Whether it stops in order.</param>
/// <param name="Connections">Its connections: of the node that was asked those of this moment, of the others those of up to two seconds ago.</param>
internal sealed record NodeSummary(
    string Node, string Id, string? Address, string Version, long StartedTime, string Status, IReadOnlyList<string> Reasons, bool Draining, long Connections);

/// <summary>What this node does and has done since its start.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Time">When these figures were read, Unix milliseconds.</param>
/// <param name="Connections">Connections there are now.</param>
/// <param name="Subscriptions">Subscriptions there are now.</param>
/// <param name="Channels">Channels that anything on this node listens to now.</param>
/// <param name="Publications">Publications that the engine accepted from this node.</param>
/// <param name="Signals">Signals that the engine took from this node.</param>
/// <param name="Deliveries">Callbacks written to connections, replays aside.</param>
/// <param name="WorkingSetBytes">The memory of the process.</param>
internal sealed record NodeStatistics(
    string Node, long Time, long Connections, long Subscriptions, int Channels, long Publications, long Signals, long Deliveries, long WorkingSetBytes);
