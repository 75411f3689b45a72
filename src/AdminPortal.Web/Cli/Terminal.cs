using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Web.Cli;

/// <summary>
/// Where a verb reads and writes: results as one JSON object a line on the output, messages for people on the error stream.
/// </summary>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static Terminal Console { get; } = new(System.Console.In, System.Console.Out, System.Console.Error);

    /// <summary>Writes one result.</summary>
    public void Result(object value) => Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Tells a person something.</summary>
    public void Say(string message) => Error.WriteLine(message);
}

/// <summary>Ends a verb with exit code 1 and a sentence that says why.</summary>
internal sealed class CliFailure(string message) : Exception(message);

/// <summary>
/// What a verb works with; the portal behind it is put together when it is first asked for, so that help and wrong usage wait for nothing.
/// </summary>
/// <param name="open">Puts the portal together.</param>
/// <param name="terminal">Where the verb reads and writes.</param>
internal sealed class CliContext(Func<WebApplication> open, Terminal terminal) : IAsyncDisposable
{
    private readonly Lazy<WebApplication> app = new(open);

    public Terminal Terminal => terminal;

    public IConfiguration Configuration => app.Value.Configuration;

    public T Get<T>()
        where T : notnull => app.Value.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => app.IsValueCreated ? app.Value.DisposeAsync() : default;

    /// <summary>The command line inside a tenant, named by its slug.</summary>
    /// <exception cref="CliFailure">There is no such tenant.</exception>
    public async Task<(Actor Actor, TenantRow Tenant)> TenantAsync(string slug, CancellationToken cancellationToken)
    {
        var tenant = await Get<TenantService>().FindAsync(slug, cancellationToken)
            ?? throw new CliFailure($"There is no tenant \"{slug}\".");
        return (Actor.System(tenant.Id, "command line"), tenant);
    }

    /// <summary>
    /// Works with the database until the value is disposed of, so that no restore takes it away meanwhile; what is made by it is the
    /// account's own.
    /// </summary>
    /// <exception cref="CliFailure">A restore runs.</exception>
    public IDisposable Use()
    {
        var store = Get<IDatabaseStore>();
        var use = Required(store.Use());
        store.Protect();
        return use;
    }

    /// <summary>Goes on where the database has the schema of this program.</summary>
    /// <exception cref="CliFailure">It has another one.</exception>
    public async Task HasSchemaAsync(CancellationToken cancellationToken)
    {
        if (!await Get<Schema>().IsCurrentAsync(cancellationToken))
        {
            throw new CliFailure("The database does not have the current schema. Run the verb migrate first.");
        }
    }

    /// <summary>The value, or the end of the verb with all that stands against it.</summary>
    public static T Required<T>(Result<T> result) => result.Ok
        ? result.Value
        : throw new CliFailure(string.Join(" ", result.Problems.Select(p => p.Field is null ? p.Message : $"{p.Field}: {p.Message}")));
}
