using System.Text.Json;
using System.Text.Json.Nodes;

namespace AdminPortal.Web.Api.Description;

/// <summary>One field of an object.</summary>
/// <param name="Name">As it is spelled in JSON.</param>
/// <param name="Schema">What it holds.</param>
/// <param name="Required">Answers always have it; requests must.</param>
internal sealed record ApiField(string Name, ApiSchema Schema, bool Required = true);

/// <summary>The shape of a JSON value, in the words of OpenAPI 3.0. One with a name becomes a component that others refer to.</summary>
internal sealed record ApiSchema(string Type)
{
    /// <summary>A value of any kind.</summary>
    public static readonly ApiSchema Any = new("");

    public static readonly ApiSchema Text = new("string");

    public static readonly ApiSchema Id = new("integer") { Format = "int64", Minimum = 1, Example = 17 };

    public static readonly ApiSchema Count = new("integer") { Format = "int32", Minimum = 0 };

    public static readonly ApiSchema Flag = new("boolean");

    public static readonly ApiSchema Number = new("number");

    public static readonly ApiSchema Time = new("string") { Format = "date-time", Example = "2026-10-03T07:02:11.204Z" };

    /// <summary><c>0</c> or <c>1</c> in a query.</summary>
    public static readonly ApiSchema ZeroOrOne = new ApiSchema("string") { Enum = ["0", "1"] };

    public string? Name { get; init; }

    public string? Format { get; init; }

    public string? About { get; init; }

    public bool Nullable { get; init; }

    public string[]? Enum { get; init; }

    public object? Default { get; init; }

    public object? Example { get; init; }

    public long? Minimum { get; init; }

    public long? Maximum { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    /// <summary>The fields of an object.</summary>
    public IReadOnlyList<ApiField>? Fields { get; init; }

    /// <summary>What an object holds under names that are not known beforehand.</summary>
    public ApiSchema? Values { get; init; }

    /// <summary>What a list holds.</summary>
    public ApiSchema? Items { get; init; }

    /// <summary>The same, or null.</summary>
    public ApiSchema OrNull => this with { Nullable = true };

    /// <summary>The same with an explanation.</summary>
    public ApiSchema Means(string about, object? example = null) => this with { About = about, Example = example ?? Example };

    public static ApiSchema Object(string name, params IReadOnlyList<ApiField> fields) => new("object") { Name = name, Fields = fields };

    /// <summary>A component that an operation has written before.</summary>
    public static ApiSchema Written(string name) => new("object") { Name = name };

    public static ApiSchema List(ApiSchema of) => new("array") { Items = of };

    public static ApiSchema Choice(params string[] words) => new("string") { Enum = words };

    /// <summary>The schema as JSON; what has a name is put into the components and referred to.</summary>
    public JsonObject ToJson(JsonObject components)
    {
        if (Name is null)
        {
            return Body(components);
        }

        if (!components.ContainsKey(Name))
        {
            components[Name] = new JsonObject(); // holds the place: a schema may lead to itself
            components[Name] = (this with { Nullable = false }).Body(components);
        }

        var reference = new JsonObject { ["$ref"] = $"#/components/schemas/{Name}" };
        return Nullable ? new JsonObject { ["type"] = Type, ["nullable"] = true, ["allOf"] = new JsonArray(reference) } : reference;
    }

    private JsonObject Body(JsonObject components)
    {
        var json = new JsonObject();
        void Set(string key, object? value)
        {
            if (value is not null)
            {
                json[key] = JsonSerializer.SerializeToNode(value);
            }
        }

        Set("type", Type.Length > 0 ? Type : null);
        Set("format", Format);
        Set("description", About);
        Set("nullable", Nullable ? true : null);
        Set("enum", Enum);
        Set("default", Default);
        Set("minimum", Minimum);
        Set("maximum", Maximum);
        Set("minLength", MinLength);
        Set("maxLength", MaxLength);
        Set("pattern", Pattern);
        if (Fields is not null)
        {
            Set("required", Fields.Where(field => field.Required).Select(field => field.Name)
                .ToArray() is { Length: > 0 } required ? required : null);
            json["properties"] =
                new JsonObject(Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Schema.ToJson(components))));
        }

        if (Values is not null)
        {
            json["additionalProperties"] = Values.ToJson(components);
        }

        if (Items is not null)
        {
            json["items"] = Items.ToJson(components);
        }

        Set("example", Example);
        return json;
    }
}
