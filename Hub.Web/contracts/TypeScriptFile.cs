using System.Text;
using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Contracts;

/// <summary>Writes the contracts as one TypeScript file; the same contracts always give the same text.</summary>
internal sealed class TypeScriptFile
{
    private readonly StringBuilder text = new();
    private readonly Documentation documentation = Documentation.BesideAssemblyOf(typeof(ChannelName));

    public static string Write(Contracts contracts)
    {
        var file = new TypeScriptFile();
        file.Line("// Generated from Hub.Shared by Hub.Web/contracts: change the C# contracts and run `npm run contracts`.");
        foreach (var type in contracts.Types)
        {
            if (type.IsEnum)
                file.Union(type);
            else
                file.Message(type);
        }

        foreach (var type in contracts.Methods)
            file.Calls(type, "What a client calls, by name.", result => $"Promise<{result}>");
        foreach (var type in contracts.Callbacks)
            file.Calls(type, "What the server calls, by name.", _ => "void");
        file.Together("HubMethods", "Everything that a client may call.", contracts.Methods);
        file.Together("HubCallbacks", "Everything that the server may call.", contracts.Callbacks);
        file.CallbackNames(contracts.Callbacks);
        file.TemporaryCodes();
        return file.text.ToString();
    }

    private void Union(Type type)
    {
        Line();
        Comment(documentation.Of(type));
        Line($"export type {type.Name} =");
        var names = Enum.GetNames(type);
        foreach (var name in names)
        {
            Comment(documentation.OfValue(type, name), "  ");
            Line($"  | {Word(type, name)}{(name == names[^1] ? ";" : "")}");
        }
    }

    private void Message(Type type)
    {
        Line();
        Comment(documentation.Of(type));
        Line($"export interface {type.Name} {{");
        foreach (var (name, property, optional) in Contracts.FieldsOf(type))
        {
            Comment(documentation.OfProperty(property.DeclaringType!, property.Name), "  ");
            Line($"  readonly {name}{(optional ? "?" : "")}: {TypeName.Of(property.PropertyType)}{(optional ? " | undefined" : "")};");
        }

        Line("}");
    }

    private void Calls(Type type, string fallback, Func<string, string> result)
    {
        Line();
        Comment(documentation.Of(type) is { Length: > 0 } summary ? summary : fallback);
        Line($"export interface {type.Name[1..]} {{");
        foreach (var method in type.GetMethods())
        {
            Comment(documentation.OfMethod(type, method.Name), "  ");
            var parameters = method.GetParameters().Select(p => $"{p.Name}: {TypeName.Of(p.ParameterType)}");
            Line($"  {method.Name}({string.Join(", ", parameters)}): {result(TypeName.Of(Contracts.ResultOf(method)))};");
        }

        Line("}");
    }

    private void Together(string name, string comment, IReadOnlyList<Type> types)
    {
        Line();
        Comment(comment);
        Line($"export interface {name} extends {string.Join(", ", types.Select(type => type.Name[1..]))} {{}}");
    }

    /// <summary>Types are gone at run time; who registers the callbacks needs their names.</summary>
    private void CallbackNames(IReadOnlyList<Type> types)
    {
        Line();
        Comment("The names of `HubCallbacks`.");
        Line("export const callbackNames = [");
        foreach (var method in types.SelectMany(type => type.GetMethods()))
            Line($"  {JsonSerializer.Serialize(method.Name)},");
        Line("] as const satisfies readonly (keyof HubCallbacks)[];");
    }

    private void TemporaryCodes()
    {
        Line();
        Comment("After these the same call may work later.");
        var codes = Enum.GetValues<ErrorCode>().Where(code => code.IsTemporary()).Select(code => JsonSerializer.Serialize(code.ToWord()));
        Line($"export const temporaryCodes: ReadonlySet<string> = new Set<ErrorCode>([{string.Join(", ", codes)}]);");
    }

    private static string Word(Type type, string name) => JsonSerializer.Serialize(Enum.Parse(type, name), type);

    private void Comment(string comment, string indent = "")
    {
        if (comment.Length > 0)
            Line($"{indent}/** {comment.Replace("*/", "*\\/", StringComparison.Ordinal)} */");
    }

    private void Line(string line = "") => text.Append(line).Append('\n');
}
