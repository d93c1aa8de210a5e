using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Api;

/// <summary>One operation of the API as it is mapped, checked and described: the same object for all three.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The address below <c>/api/v1</c>.</param>
/// <param name="Id">Its name, for generated clients.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Scope">What the caller's key must allow.</param>
internal sealed record ApiOperation(string Method, string Pattern, string Id, string Summary, ApiScopes Scope)
{
    public const string Prefix = "/api/v1";

    public const string Json = "application/json";

    public const string Lines = "application/x-ndjson";

    /// <summary>What the body holds; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>The body's content types.</summary>
    public IReadOnlyList<string> BodyTypes { get; init; } = [Json];

    /// <summary>The fields of the query.</summary>
    public IReadOnlyList<ApiField> Query { get; init; } = [];
}

/// <summary>A field of the query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Summary">What it means.</param>
internal sealed record ApiField(string Name, ApiFieldKind Kind, string Summary);

/// <summary>What the value of a field of the query is.</summary>
internal enum ApiFieldKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,
}
