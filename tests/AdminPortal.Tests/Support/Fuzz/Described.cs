using System.Text.Json;

namespace AdminPortal.Tests.Support;

/// <summary>A description in OpenAPI 3.0, and whether values are as it says.</summary>
internal sealed class Described(JsonElement root)
{
    public JsonElement Root => root;

    /// <summary>What a reference leads to; what is none as it is.</summary>
    public JsonElement Follow(JsonElement element) => element.TryGetProperty("$ref", out var to)
        ? to.GetString()!.Split('/')[1..].Aggregate(root, (at, name) => at.GetProperty(name)) : element;

    /// <summary>The schema of a JSON body; null where none is described.</summary>
    public static JsonElement? BodyOf(JsonElement described) => described.TryGetProperty("content", out var content)
        ? content.GetProperty("application/json").GetProperty("schema") : null;

    /// <summary>Where a value is not what its schema says.</summary>
    public IEnumerable<string> Deviations(JsonElement schema, JsonElement value, string where)
    {
        var nullable = IsNullable(schema);
        schema = Follow(schema.TryGetProperty("allOf", out var all) ? all[0] : schema);
        if (!schema.TryGetProperty("type", out var named))
        {
            return []; // anything
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return nullable || IsNullable(schema) ? [] : [$"{where} is null"];
        }

        var type = named.GetString();
        var found = new List<string>();
        if (type != TypeOf(value, type))
        {
            found.Add($"{where} is {value.ValueKind}, described as {type}");
        }
        else if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => word.GetString() == value.GetString()))
        {
            found.Add($"{where} is {value}");
        }
        else if (schema.TryGetProperty("items", out var items))
        {
            found.AddRange(value.EnumerateArray().SelectMany(item => Deviations(items, item, where + "[]")));
        }
        else if (schema.TryGetProperty("properties", out var fields))
        {
            found.AddRange(value.EnumerateObject().SelectMany(field => fields.TryGetProperty(field.Name, out var described)
                ? Deviations(described, field.Value, $"{where}.{field.Name}") : [$"{where}.{field.Name} is not described"]));
            found.AddRange((schema.TryGetProperty("required", out var required) ? required.EnumerateArray() : [])
                .Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{where}.{name} is missing"));
        }

        return found;
    }

    private static bool IsNullable(JsonElement schema) => schema.TryGetProperty("nullable", out var may) && may.GetBoolean();

    private static string TypeOf(JsonElement value, string? described) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => described == "integer" && value.TryGetInt64(out _) ? "integer" : "number",
        _ => "boolean",
    };
}
