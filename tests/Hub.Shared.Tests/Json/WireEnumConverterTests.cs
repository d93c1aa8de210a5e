using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared.Tests.Json;

public class WireEnumConverterTests
{
    public static TheoryData<Type> Enums => [.. typeof(HubJson).Assembly.GetExportedTypes().Where(type => type.IsEnum && type != typeof(PayloadEncoding))];

    [Theory]
    [MemberData(nameof(Enums))]
    public void Read_EveryEnumOfTheContracts_TakesItsWordsAndNamesThemInARefusal(Type type)
    {
        Assert.Equal(typeof(WireEnumConverter<>).MakeGenericType(type), type.GetCustomAttributes(typeof(JsonConverterAttribute), false).Cast<JsonConverterAttribute>().Single().ConverterType);
        var words = new List<string>();
        foreach (var value in Enum.GetValues(type))
        {
            var json = JsonSerializer.Serialize(value, type, HubJson.Default.Options);
            words.Add(json.Trim('"'));
            Assert.Equal(value, JsonSerializer.Deserialize(json, type, HubJson.Default.Options));
        }

        Assert.All(words, word => Assert.Matches("^[a-z]+(_[a-z]+)*$", word));
        foreach (var bad in new[] { "\"nonsense\"", "1", "\"1\"", "true", "[]" })
        {
            var refused = Assert.Throws<RefusedValueException>(() => JsonSerializer.Deserialize(bad, type, HubJson.Default.Options));
            Assert.Equal(("must be one of " + string.Join(", ", words), "wrong_type"), (refused.Message, refused.Reason));
        }
    }

    [Fact]
    public void Write_ValueThatThereIsNot_Fails() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize((OnGap)99, HubJson.Default.Options));
}
