using System.Text.Json.Nodes;

namespace AdminPortal.Web.Api.Description;

/// <summary>One parameter of the query, or a header.</summary>
internal sealed record ApiParameter(string Name, ApiSchema Schema, string About, bool Required = false)
{
    /// <summary>As OpenAPI writes it.</summary>
    /// <param name="place">Where it stands: <c>query</c> or <c>header</c>.</param>
    /// <param name="schemas">The components.</param>
    public JsonObject ToJson(string place, JsonObject schemas)
    {
        var json = new JsonObject { ["name"] = Name, ["in"] = place, ["description"] = About };
        if (Required)
        {
            json["required"] = true;
        }

        // An example would be filled in for whoever tries the call, and an optional filter is better left out.
        json["schema"] = (Required ? Schema : Schema with { Example = null }).ToJson(schemas);
        return json;
    }
}

/// <summary>
/// What the description says of one method of an endpoint. Endpoints carry it as metadata (<see cref="ApiOperations.Describe"/>); the
/// description is put together from those, so that a new endpoint describes itself where it is mapped.
/// </summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Id">Name of the operation, from which clients derive the name of a function.</param>
/// <param name="Summary">One line.</param>
internal sealed record ApiOperation(string Method, string Id, string Summary)
{
    /// <summary>The resource, as it stands above its operations.</summary>
    public required string Tag { get; init; }

    /// <summary>The scope a key needs.</summary>
    public required string Scope { get; init; }

    public string? About { get; init; }

    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>The body that is sent, or null.</summary>
    public ApiSchema? Body { get; init; }

    /// <summary>Bodies that work, by their name.</summary>
    public IReadOnlyDictionary<string, object> Examples { get; init; } = new Dictionary<string, object>();

    /// <summary>Statuses of success with what <c>data</c> is then; null for no body.</summary>
    public required IReadOnlyList<(int Status, string About, ApiSchema? Data)> Success { get; init; }

    /// <summary>Whether <c>data</c> is one page of a list.</summary>
    public bool Paged { get; init; }

    /// <summary>The columns a list can be sorted by; the first is the default.</summary>
    public string[] Sorts { get; init; } = ["id"];

    /// <summary>Whether the path names something that may not be there.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>The body of a 422, where it holds more than the common one.</summary>
    public ApiSchema? Refusal { get; init; }
}

/// <summary>Puts operations on endpoints.</summary>
internal static class ApiOperations
{
    /// <summary>Says what an endpoint does, for each of its methods; HEAD goes without saying.</summary>
    public static IEndpointConventionBuilder Describe(this IEndpointConventionBuilder endpoint, params ApiOperation[] operations) =>
        endpoint.WithMetadata([.. operations]);
}
