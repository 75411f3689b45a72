using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Support;

/// <summary>
/// The real portal on a free port of this machine, one for each provider, shared by the API tests; each test gets a tenant of its own.
/// </summary>
public sealed class ApiPortals : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Provider, ApiHost> hosts = new();

    /// <summary>A fresh tenant with a key for participants and check-ins.</summary>
    public Task<ApiPortal> StartAsync(Provider provider, Plan plan = Plan.Enterprise) =>
        hosts.GetOrAdd(provider, _ => new ApiHost(provider)).TenantAsync(plan);

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var host in hosts.Values)
        {
            await host.DisposeAsync();
        }
    }
}

[CollectionDefinition("api")]
public sealed class ApiTests : ICollectionFixture<ApiPortals>;

/// <summary>The portal as in production, with a clock that is moved by hand.</summary>
public sealed class ApiHost : WebApplicationFactory<Program>
{
    /// <summary>Tenants have hosts under this domain.</summary>
    public const string BaseDomain = "portal.test";

    private readonly string folder;

    private readonly Provider provider;

    private readonly ApiHost? beside;

    private readonly (string Name, string Value)[] settings;

    private readonly Action<IServiceCollection>? more;

    /// <param name="provider">The kind of database.</param>
    /// <param name="beside">Another host, whose database and clock this one shares.</param>
    /// <param name="settings">More settings, or others; <c>{folder}</c> in one is this host's folder.</param>
    public ApiHost(Provider provider, ApiHost? beside = null, params (string Name, string Value)[] settings)
        : this(provider, beside, null, settings)
    {
    }

    private ApiHost(Provider provider, ApiHost? beside, Action<IServiceCollection>? more, (string Name, string Value)[] settings)
    {
        (this.provider, this.beside, this.more, this.settings) = (provider, beside, more, settings);
        folder = beside?.folder ?? Directory.CreateTempSubdirectory("adminportal-api").FullName;
        Time = beside?.Time ?? new(new DateTimeOffset(2026, 10, 3, 8, 0, 0, TimeSpan.Zero));
        UseKestrel(0);
        (Logs.On, Logs.From) = (true, LogLevel.Warning);
        StartServer();
        (Logs.On, Logs.From, Start) = (false, LogLevel.Trace, Logs.Take());
        Http = new HttpClient(new SocketsHttpHandler
        { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
        { BaseAddress = ClientOptions.BaseAddress };
    }

    /// <summary>Without a key.</summary>
    public HttpClient Http { get; }

    /// <summary>The database, where it is SQLite.</summary>
    public string File => Path.Combine(folder, "portal.db");

    public FakeTime Time { get; }

    public CommandCounter Commands { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public BrokenDatabase Database { get; } = new();

    /// <summary>What it warned of while it started.</summary>
    public string Start { get; }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>One with more services than the portal's own.</summary>
    public static ApiHost With(Action<IServiceCollection> more, params (string Name, string Value)[] settings) =>
        new(Provider.Sqlite, null, more, settings);

    /// <summary>A fresh tenant with a key for participants and check-ins.</summary>
    public async Task<ApiPortal> TenantAsync(Plan plan = Plan.Enterprise)
    {
        var slug = $"t{Guid.NewGuid():N}"[..20];
        var tenant = (await Get<TenantService>().CreateAsync(Actor.System(0, "test"), new TenantDraft(slug, "Test", plan))).Required();
        var portal = new ApiPortal(this, slug, new Actor(tenant, ActorKind.User, null, "Olga Owner", Grants.Of(Role.Owner))
        { Proof = new(DateTime.MaxValue) });
        portal.Key = await portal.KeyAsync("participants", "checkins");
        Commands.Reset();
        return portal;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        Configure(builder);
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value.Replace("{folder}", folder, StringComparison.Ordinal));
        }
    }

    private void Configure(IWebHostBuilder builder) => builder
        .UseEnvironment("Production")
        .UseSetting("Portal:DataDirectory", folder)
        .UseSetting("Portal:BaseDomain", BaseDomain)
        .UseSetting("Portal:TrustedProxies", "127.0.0.1, 10.0.0.0/8")
        .UseSetting("Database:Provider", provider.ToString())
        .UseSetting("ConnectionStrings:Portal", provider == Provider.SqlServer
            ? Providers.SqlServer
            : $"Data Source={Path.Combine(folder, "portal.db")}")
        .ConfigureLogging(logging => logging.AddProvider(Logs).AddFilter<CapturedLogs>(_ => true))
        .ConfigureTestServices(services =>
        {
            more?.Invoke(services);
            services.AddSingleton<TimeProvider>(Time).ConfigureDbContext<PortalDb>(options => options.AddInterceptors(Commands, Database));
            // They would send commands of their own, and on a shared server take the work of other tests.
            foreach (var pump in services.Where(IsPump).ToList())
            {
                services.Remove(pump);
            }
        });

    /// <summary>What the portal does by itself, without a request.</summary>
    private static bool IsPump(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType ?? service.ImplementationFactory?.Method.DeclaringType)?.Assembly == typeof(Program).Assembly;

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (beside is null)
        {
            Directory.Delete(folder, true);
        }
    }
}

/// <summary>One tenant of the real portal, as its programs see it.</summary>
public sealed class ApiPortal(ApiHost host, string slug, Actor owner)
{
    public ApiHost Host => host;

    public string Slug => slug;

    public Actor Owner => owner;

    /// <summary>The key that calls use when they name none.</summary>
    public string Key { get; set; } = "";

    public T Get<T>()
        where T : notnull => host.Get<T>();

    /// <summary>The same tenant and key at another host on the same database.</summary>
    public ApiPortal At(ApiHost other) => new(other, slug, owner) { Key = Key };

    /// <summary>Posts with an idempotency key.</summary>
    public async Task<ApiAnswer> PostOnceAsync(string path, string json, string idempotencyKey)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await SendAsync("POST", path, body, request =>
        {
            request.Headers.Add("X-API-Key", Key);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        });
    }

    public async Task<string> KeyAsync(params string[] scopes) => (await NewKeyAsync(scopes)).Key;

    public async Task<NewApiKey> NewKeyAsync(string[] scopes, DateTime? expiresAt = null) =>
        (await Get<ApiKeyService>().CreateAsync(owner, "Gate software", scopes, expiresAt)).Required();

    /// <summary>An event from 2026-10-03 on, in Berlin.</summary>
    public async Task<long> EventAsync(string key = "congress", ReEntry reEntry = ReEntry.AfterCheckOut, int? capacity = null,
        bool requireConfirmation = false)
    {
        var now = host.Time.UtcNow();
        return (await Get<EventService>()
            .CreateAsync(owner, new EventDraft(key, $"Event {key}", "Hamburg", now.AddHours(-2), now.AddDays(2), "Europe/Berlin", capacity,
                capacity is not null, reEntry, requireConfirmation))).Required();
    }

    public async Task<long> ContactAsync(string number, string? lastName = null) =>
        (await Get<ContactService>().CreateAsync(owner,
            new ContactDraft(number, null, "Mia", lastName ?? $"Muster{number}", $"{Guid.NewGuid():N}@example.org"))).Required();

    /// <summary>A contact and its participation; the badge is also the customer number.</summary>
    public async Task<long> ParticipantAsync(string badge, string eventKey = "congress", bool confirmed = true, string? categoryKey = null)
    {
        await ContactAsync(badge);
        return (await Get<ParticipantService>().CreateAsync(owner, new ParticipantDraft(eventKey, badge, confirmed, badge, categoryKey)))
            .Required();
    }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync("GET", path);

    public Task<ApiAnswer> PostAsync(string path, string json) => SendAsync("POST", path, json);

    /// <summary>Calls a path below <c>/api/v1</c>, or any that starts with <c>/api</c>, with the key as a bearer.</summary>
    public Task<ApiAnswer> SendAsync(string method, string path, string? json = null) =>
        SendAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), request =>
            request.Headers.Add("Authorization", $"Bearer {Key}"));

    public async Task<ApiAnswer> SendAsync(string method, string path, HttpContent? body, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith("/api", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith("http", StringComparison.Ordinal) ? path : "/api/v1" + path)
        { Content = body };
        prepare(request);
        using var response = await host.Http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    private JsonElement? json;

    public JsonElement Json => json ??= JsonDocument.Parse(Text).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public string? Code => Json.GetProperty("code").GetString();

    public long Id => Data.GetProperty("id").GetInt64();

    /// <summary>The fields that are wrong, in order.</summary>
    public string[] Wrong => Json.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Select(e => e.Name)
        .Order(StringComparer.Ordinal).ToArray() : [];

    /// <summary>The ids of a list.</summary>
    public long[] Ids => Data.EnumerateArray().Select(row => row.GetProperty("id").GetInt64()).ToArray();

    /// <summary>Fails unless it is an error of that status and code in the contract's form, naming those fields.</summary>
    public ApiAnswer Is(HttpStatusCode status, string code, params string[] wrong)
    {
        Assert.Equal((status, code), (Status, Code));
        Assert.Equal(wrong.Order(StringComparer.Ordinal), Wrong);
        Assert.False(string.IsNullOrWhiteSpace(Json.GetProperty("error").GetString()));
        Assert.Equal("application/json; charset=utf-8", Headers["Content-Type"]);
        Assert.Matches("^req_[A-Za-z0-9]+$", Headers["X-Request-Id"]);
        return this;
    }

    /// <summary>Fails unless it is a success of that status in the contract's form.</summary>
    public ApiAnswer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Status}: {Text}");
        if (status != HttpStatusCode.NoContent)
        {
            Assert.Equal("application/json; charset=utf-8", Headers["Content-Type"]);
            Assert.Matches("^req_[A-Za-z0-9]+$", Headers["X-Request-Id"]);
            Assert.Equal(Headers["X-Request-Id"], Json.GetProperty("meta").GetProperty("request_id").GetString());
        }

        return this;
    }

    /// <summary>The address of a page in the <c>Link</c> header, or null.</summary>
    public string? Link(string rel) => Headers["Link"].Split(", ").Where(link => link.EndsWith($"rel=\"{rel}\"", StringComparison.Ordinal))
        .Select(link => link[1..link.IndexOf('>', StringComparison.Ordinal)]).SingleOrDefault();
}
