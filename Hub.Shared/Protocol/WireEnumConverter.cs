using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Enums are lower-case words on the wire (<c>snake_case</c> where a name has several); numbers are refused.</summary>
internal sealed class WireEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
