using RealtimeHub.Shared;

namespace RealtimeHub.Contracts;

/// <summary>What a C# type is called in TypeScript.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Plain = new()
    {
        [typeof(void)] = "void",
        [typeof(string)] = "string",
        [typeof(ChannelName)] = "string",
        [typeof(bool)] = "boolean",
        [typeof(int)] = "number",
        [typeof(long)] = "number",
        [typeof(double)] = "number",
        [typeof(Payload)] = "unknown",
        // bin on MessagePack, base64 on JSON.
        [typeof(byte[])] = "Uint8Array | string",
        [typeof(ReadOnlyMemory<byte>)] = "Uint8Array | string",
    };

    /// <summary>The name, with the items of a list and without what makes it optional.</summary>
    public static string Of(Type type)
    {
        if (Plain.TryGetValue(type, out var plain))
            return plain;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying);
        if (ItemOf(type) is { } item)
            return Of(item).Contains(' ', StringComparison.Ordinal) ? $"readonly ({Of(item)})[]" : $"readonly {Of(item)}[]";
        return IsContract(type) ? type.Name : throw new NotSupportedException($"{type} has no TypeScript form; teach {nameof(TypeName)} one");
    }

    /// <summary>The type inside of a list or of a nullable value; null for any other.</summary>
    public static Type? ItemOf(Type type)
    {
        if (Plain.ContainsKey(type))
            return null;
        return type.IsArray ? type.GetElementType() : type.IsGenericType ? type.GetGenericArguments()[^1] : null;
    }

    /// <summary>Whether it is one of ours that becomes an interface or a union.</summary>
    public static bool IsContract(Type type) => type.Assembly == typeof(ChannelName).Assembly && !Plain.ContainsKey(type);
}
