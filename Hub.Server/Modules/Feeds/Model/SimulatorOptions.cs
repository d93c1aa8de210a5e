namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>What is made up.</summary>
public enum SimulatorModel
{
    /// <summary>Trades of 500 invented shares.</summary>
    Market,

    /// <summary>Weather of 40 cities.</summary>
    Weather,
}

/// <summary>A simulated feed: <c>Hub:Feeds:&lt;name&gt;:Simulator</c>. Its values are not stored, and without viewers it slows down.</summary>
public sealed class SimulatorOptions
{
    /// <summary>What is simulated: <c>market</c> or <c>weather</c>. Default: <c>market</c>.</summary>
    public SimulatorModel Model { get; set; }

    /// <summary>How many updates a second while someone watches, 0 to 100,000; 0, the default, is 5,000 for the market and 20 for the weather.</summary>
    public int UpdatesPerSecond { get; set; }
}
