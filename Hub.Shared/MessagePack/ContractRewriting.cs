using System.Text.Json;
using MessagePack;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>One contract on its way from MessagePack to JSON.</summary>
internal sealed class ContractRewriting(ContractShapes shapes, Utf8JsonWriter json, PayloadSlots slots)
{
    private readonly ContractPath path = new();
    private AllocationBudget budget;

    /// <exception cref="JsonException">A value is not what the contract says.</exception>
    public void Rewrite(ref MessagePackReader reader, Type type)
    {
        budget = new AllocationBudget(reader.Remaining());
        try
        {
            Rewrite(ref reader, shapes[type]);
        }
        catch (RefusedValueException e) when (e.Path is null)
        {
            throw e.At(path.Refusal(e.Message));
        }
        catch (JsonException e) when (e.Path is null)
        {
            throw path.Refusal(e.Message);
        }
    }

    private void Rewrite(ref MessagePackReader reader, ContractShape shape)
    {
        if (shape.Kind != ContractKind.Payload && reader.TryReadNil())
        {
            json.WriteNullValue();
            return;
        }

        switch (shape.Kind)
        {
            case ContractKind.Object:
                Expect(ref reader, MessagePackType.Map, "must be an object");
                Spend(AllocationBudget.Object);
                RewriteObject(ref reader, shape);
                break;
            case ContractKind.List:
                Expect(ref reader, MessagePackType.Array, "must be a list");
                RewriteList(ref reader, shape);
                break;
            case ContractKind.Map:
                Expect(ref reader, MessagePackType.Map, "must be an object");
                RewriteMap(ref reader, shape);
                break;
            case ContractKind.Payload:
                var payload = ContractFields.ReadPayload(ref reader);
                Spend(AllocationBudget.Payload + payload.Length);
                if (payload == default)
                    json.WriteNullValue();
                else
                    json.WriteNumberValue(slots.Add(payload));
                break;
            case ContractKind.Bytes:
                Expect(ref reader, MessagePackType.Binary, "must be bytes");
                json.WriteBase64StringValue(reader.ReadBinary().Span);
                break;
            default:
                RewriteValue(ref reader, shape);
                break;
        }
    }

    private void RewriteObject(ref MessagePackReader reader, ContractShape shape)
    {
        Span<bool> seen = stackalloc bool[shape.Fields.Length];
        json.WriteStartObject();
        for (var left = reader.ReadMapCount(); left > 0; left--)
        {
            Expect(ref reader, MessagePackType.String, "must have strings as keys");
            var index = IndexOf(shape.Fields, reader.ReadTextBytes());
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            var field = shape.Fields[index];
            path.Enter(field.Name);
            RewriteField(ref reader, field, ref seen[index]);
            path.Leave();
        }

        json.WriteEndObject();
        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i] && shape.Fields[i].Required)
                throw path.Missing(shape.Fields[i].Name);
        }
    }

    private void RewriteField(ref MessagePackReader reader, ContractField field, ref bool seen)
    {
        if (seen)
            throw path.Refusal("is there twice");
        var shape = shapes[field.Type];
        if (reader.NextMessagePackType == MessagePackType.Nil && (shape.Kind != ContractKind.Payload || !field.Required) && !shape.TakesAnything)
        {
            // Clients write `undefined` as nil.
            reader.TryReadNil();
            return;
        }

        seen = true;
        json.WritePropertyName(field.Utf8Name);
        if (field.IsTime && reader.NextMessagePackType == MessagePackType.Extension)
            json.WriteNumberValue(Timestamp.ReadUnixMilliseconds(ref reader));
        else
            Rewrite(ref reader, shape);
    }

    private void RewriteList(ref MessagePackReader reader, ContractShape shape)
    {
        var item = shapes[shape.ItemType!];
        var nullable = item.Kind == ContractKind.Payload || item.TakesAnything || Nullable.GetUnderlyingType(shape.ItemType!) is not null;
        json.WriteStartArray();
        var count = reader.ReadArrayCount();
        Spend((long)AllocationBudget.Item * count);
        for (var i = 0; i < count; i++)
        {
            path.Enter(i);
            if (!nullable && reader.NextMessagePackType == MessagePackType.Nil)
                throw path.Refusal("must not be null");
            Rewrite(ref reader, item);
            path.Leave();
        }

        json.WriteEndArray();
    }

    private void RewriteMap(ref MessagePackReader reader, ContractShape shape)
    {
        var item = shapes[shape.ItemType!];
        json.WriteStartObject();
        for (var left = reader.ReadMapCount(); left > 0; left--)
        {
            Expect(ref reader, MessagePackType.String, "must have strings as keys");
            var key = MessagePackToJson.ReadUtf8(ref reader);
            Spend(AllocationBudget.Item + AllocationBudget.TextOf(key));
            json.WritePropertyName(key);
            Rewrite(ref reader, item);
        }

        json.WriteEndObject();
    }

    private void RewriteValue(ref MessagePackReader reader, ContractShape shape)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Extension:
                throw path.Refusal("must not be an extension");
            case MessagePackType.Float when !shape.TakesAnything:
                WriteFloat(MessagePackToJson.ReadFinite(ref reader));
                break;
            case MessagePackType.Binary when !shape.TakesAnything:
                throw path.Refusal("must not be bytes");
            case MessagePackType.String:
                var text = MessagePackToJson.ReadUtf8(ref reader);
                Spend(AllocationBudget.TextOf(text));
                json.WriteStringValue(text);
                break;
            default:
                MessagePackToJson.Write(ref reader, json);
                break;
        }
    }

    // A float stays one: 5.0 is no more an offset here than it is in JSON.
    private void WriteFloat(double value)
    {
        if (!double.IsInteger(value) || Math.Abs(value) >= 1e15)
        {
            json.WriteNumberValue(value);
            return;
        }

        Span<byte> text = stackalloc byte[24];
        value.TryFormat(text, out var length, "F1", System.Globalization.CultureInfo.InvariantCulture);
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private void Spend(long cost)
    {
        if (!budget.TrySpend(cost))
            throw path.Refusal("holds more small items than its size allows");
    }

    private void Expect(ref MessagePackReader reader, MessagePackType type, string rule)
    {
        if (reader.NextMessagePackType != type)
            throw path.Refusal(rule);
    }

    // Contracts have few fields, and comparing costs the same whatever the keys are: nothing to collide.
    private static int IndexOf(ContractField[] fields, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (name.SequenceEqual(fields[i].Utf8Name))
                return i;
        }

        return -1;
    }
}
