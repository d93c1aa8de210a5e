namespace RealtimeHub.Documents.Tests.Model;

/// <summary>Random edits of every kind on the root types of a document and on what is nested in them.</summary>
internal sealed class RandomEditor(YDoc document, Random random)
{
    private static readonly string[] Words = ["a", "word ", "漢字", "😀", "line\n", "👩‍👩‍👧", new('x', 60)];

    private static readonly Dictionary<string, object?>[] Formats =
    [
        new() { ["bold"] = true }, new() { ["bold"] = null }, new() { ["italic"] = true, ["color"] = "red" }, new() { ["color"] = "blue" }, new() { ["color"] = null },
    ];

    public void Edit() => Edit(random.Next(5) switch
    {
        0 or 1 => document.GetText("text"),
        2 => document.GetArray("array"),
        3 => document.GetMap("map"),
        _ => document.GetXmlFragment("xml"),
    });

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private void Edit(YType type)
    {
        switch (type)
        {
            case YText text:
                EditText(text);
                break;
            case YArray array:
                EditArray(array);
                break;
            case YMap map:
                EditMap(map);
                break;
            case YXmlFragment xml:
                EditXml(xml);
                break;
            default:
                throw new ArgumentException(type.GetType().Name);
        }
    }

    private void EditText(YText text)
    {
        var index = Whole(text, random.Next(text.Length + 1));
        var length = Whole(text, index + Math.Min(random.Next(8), text.Length - index)) - index;
        switch (random.Next(6))
        {
            case 0:
                text.Format(index, length, Pick(Formats));
                break;
            case 1:
                text.Insert(index, Pick(Words), Pick(Formats));
                break;
            case 2 when random.Next(3) == 0:
                text.InsertEmbed(index, new Dictionary<string, object?> { ["image"] = random.Next(9) });
                break;
            case 3 or 4:
                text.Delete(index, length);
                break;
            default:
                text.Insert(index, Pick(Words));
                break;
        }
    }

    /// <summary>Replicas that split a surrogate pair differ from those that get no operation for it.</summary>
    private static int Whole(YText text, int index)
    {
        var units = string.Concat(text.ToDelta().Select(operation => operation.Insert as string ?? "."));
        return index < units.Length && char.IsLowSurrogate(units[index]) ? index - 1 : index;
    }

    private void EditArray(YArray array)
    {
        var index = random.Next(array.Count + 1);
        switch (random.Next(4))
        {
            case 0:
                array.Delete(index, Math.Min(random.Next(3), array.Count - index));
                break;
            case 1:
                array.Insert(index, [Fresh()]);
                break;
            case 2 when array.OfType<YType>().ToArray() is { Length: > 0 } nested:
                Edit(Pick(nested));
                break;
            default:
                array.Insert(index, [random.Next(100), "two", new byte[] { 3 }, null]);
                break;
        }
    }

    private void EditMap(YMap map)
    {
        var key = Pick(["one", "two", "three"]);
        switch (random.Next(4))
        {
            case 0:
                map.Delete(key);
                break;
            case 1:
                map.Set(key, Fresh());
                break;
            case 2 when map.Select(pair => pair.Value).OfType<YType>().ToArray() is { Length: > 0 } nested:
                Edit(Pick(nested));
                break;
            default:
                map.Set(key, random.Next(100) / 4.0);
                break;
        }
    }

    private void EditXml(YXmlFragment xml)
    {
        var index = random.Next(xml.Count + 1);
        switch (random.Next(5))
        {
            case 0:
                xml.Delete(index, Math.Min(1, xml.Count - index));
                break;
            case 1 when xml is YXmlElement element:
                element.SetAttribute(Pick(["id", "class"]), Pick(Words));
                break;
            case 2 when xml.Nodes.ToArray() is { Length: > 0 } nodes:
                Edit(Pick(nodes));
                break;
            default:
                xml.Insert(index, [random.Next(2) == 0 ? new YXmlElement(Pick(["p", "li"])) : new YXmlText(Pick(Words))]);
                break;
        }
    }

    private YType Fresh() => random.Next(4) switch
    {
        0 => new YText(Pick(Words)),
        1 => new YArray(1, 2, 3),
        2 => new YMap([KeyValuePair.Create("k", (object?)"v")]),
        _ => new YText(),
    };
}
