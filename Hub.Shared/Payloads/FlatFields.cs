using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>A field of an object as it is written.</summary>
internal sealed record FlatField(string Name, ReadOnlyMemory<byte> Json);

/// <summary>The fields of an object in their order; of a name that stands twice the last counts.</summary>
internal sealed class FlatFields
{
    // Beyond so many a search from the front costs more than an index.
    private const int FewFields = 8;
    private readonly List<FlatField> all = [];
    private Dictionary<string, int>? places;

    public bool IsObject { get; private init; }

    public IReadOnlyList<FlatField> All => all;

    public static FlatFields Of(Payload payload)
    {
        var json = payload.ToJson().Bytes;
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return new FlatFields();
        var fields = new FlatFields { IsObject = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            fields.Set(new FlatField(name, json[start..(int)reader.BytesConsumed]));
        }

        return fields;
    }

    public FlatField? Find(string name) => PlaceOf(name) is >= 0 and var place ? all[place] : null;

    private void Set(FlatField field)
    {
        if (PlaceOf(field.Name) is >= 0 and var place)
        {
            all[place] = field;
            return;
        }

        all.Add(field);
        if (all.Count > FewFields && places is null)
            places = all.Select((other, at) => (other.Name, at)).ToDictionary(pair => pair.Name, pair => pair.at, StringComparer.Ordinal);
        else
            places?.Add(field.Name, all.Count - 1);
    }

    private int PlaceOf(string name)
    {
        if (places is not null)
            return places.GetValueOrDefault(name, -1);
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Name == name)
                return i;
        }

        return -1;
    }
}
