namespace RealtimeHub.Server.Api;

/// <summary>A group of operations of the API.</summary>
internal interface IApiEndpoints
{
    /// <summary>Maps each of them once.</summary>
    void Map(ApiMap map);
}
