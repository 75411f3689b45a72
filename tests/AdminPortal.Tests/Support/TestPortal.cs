using AdminPortal.Data.Sqlite;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Web.Features.Webhooks;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Support;

/// <summary>The database a data test runs on.</summary>
public enum Provider
{
    Sqlite,
    SqlServer,
}

/// <summary>
/// Both databases; where <c>PORTAL_TEST_SQLSERVER</c> holds no connection string, the cases of SQL Server are skipped
/// (<see cref="ProviderTheoryDiscoverer"/>).
/// </summary>
public sealed class Providers : TheoryData<Provider>
{
    /// <summary>The connection string of SQL Server; null when there is none.</summary>
    public static readonly string? SqlServer = Environment.GetEnvironmentVariable("PORTAL_TEST_SQLSERVER") is { } text
        && !string.IsNullOrWhiteSpace(text) ? text : null;

    public Providers()
    {
        Add(Provider.Sqlite);
        Add(Provider.SqlServer);
    }
}

/// <summary>The whole domain over a real database with one fresh tenant, and a clock that stands still until it is moved.</summary>
public sealed class TestPortal : IAsyncDisposable
{
    private static readonly SemaphoreSlim Once = new(1);

    private static string? template;

    private static bool sqlServerReady;

    private readonly string? file;

    private readonly ServiceProvider services;

    private readonly TestPortal? beside;

    private readonly Provider provider;

    private readonly WebhookSettings webhooks;

    private TestPortal(Provider provider, string? file, MailSettings? mail, Action<DbContextOptionsBuilder>? more = null,
        TestPortal? beside = null, WebhookSettings? webhooks = null)
    {
        (this.provider, this.file, this.beside) = (provider, file, beside);
        Time = beside?.Time ?? new(new DateTimeOffset(2026, 10, 3, 8, 0, 0, TimeSpan.Zero));
        services = new ServiceCollection()
            .AddLogging()
            .AddDataProtection().Services
            .AddSingleton<TimeProvider>(Time)
            .AddPortalDomain()
            .AddSingleton(new ExportSettings(Exports, ReportTexts.Of))
            .AddSingleton(mail ?? new MailSettings())
            .AddSingleton(this.webhooks = webhooks ?? beside?.webhooks ?? new WebhookSettings())
            .AddSingleton<WebhookData>(WebhookJson.Write)
            .AddSingleton<IDatabaseStore>(provider == Provider.Sqlite
                ? new SqliteStore($"Data Source={file}", Time)
                : new SqlServerStore(Providers.SqlServer!, Time))
            .AddSingleton<ScheduleMailTexts>((language, name, tenant, owner) =>
                new ScheduleWords($"{name} {language}", $"{tenant} {owner}", $"{tenant} {owner}"))
            .AddSingleton<AlarmMailTexts>((language, alarm, tenant, _, isEnd) => new AlarmWords(
                $"{alarm.Kind} {(isEnd ? "over" : "begins")} {language}", $"{alarm.Subject} {alarm.EventTitle} {tenant}"))
            .AddSingleton<AccountMailTexts>((language, kind, facts) => new AccountWords(
                $"{kind} {language}", $"{facts.Person} {facts.Tenant} {facts.Email} {facts.Token}"))
            .AddSingleton<DiskProbe>(() => Disk)
            .AddDbContextFactory<PortalDb>(options =>
            {
                Use(provider, options, file).AddInterceptors(Commands);
                more?.Invoke(options);
            })
            .BuildServiceProvider();
    }

    /// <summary>Starts at 2026-10-03 08:00 UTC, 10:00 in Berlin.</summary>
    public FakeTime Time { get; }

    /// <summary>What the drive of the data directory looks like; null where that cannot be told.</summary>
    public DiskRoom? Disk { get; set; }

    /// <summary>Counts the SQL commands that were sent.</summary>
    public CommandCounter Commands { get; } = new();

    /// <summary>The tenant's owner.</summary>
    public Actor Owner { get; private set; } = null!;

    /// <summary>Where this portal's exports lie.</summary>
    public string Exports { get; } = Path.Combine(Path.GetTempPath(), "adminportal-tests", $"exports-{Guid.NewGuid():N}");

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public object Resolve(Type type) => services.GetRequiredService(type);

    /// <summary>A service by its type, or null where there is none.</summary>
    public object? GetOrNull(Type type) => services.GetService(type);

    /// <summary>
    /// Starts one; without <paramref name="mail"/> no mail server is configured. <paramref name="more"/> is set on the options of the
    /// database.
    /// </summary>
    public static async Task<TestPortal> StartAsync(Provider provider, MailSettings? mail = null,
        Action<DbContextOptionsBuilder>? more = null, WebhookSettings? webhooks = null)
    {
        var portal = new TestPortal(provider, await PrepareAsync(provider), mail, more, webhooks: webhooks);
        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "test"), new TenantDraft($"t{Guid.NewGuid():N}"[..20], "Test"))).Required();
        portal.Owner = new Actor(tenant, ActorKind.User, null, "Olga Owner", Grants.Of(Role.Owner)) { Proof = new(DateTime.MaxValue) };
        return portal;
    }

    /// <summary>Another node: the same database, tenant and clock, nothing else in common.</summary>
    public TestPortal Beside() => new(provider, file, null, beside: this) { Owner = Owner };

    /// <summary>An actor of this tenant with a role.</summary>
    public Actor As(Role role) => Owner with { Name = role.ToString(), Permissions = Grants.Of(role) };

    /// <summary>An event from 2026-10-03 to 2026-10-05 in Berlin.</summary>
    public async Task<EventDetail> EventAsync(string key = "congress", ReEntry reEntry = ReEntry.AfterCheckOut, int? capacity = null,
        bool requireConfirmation = false, string zone = "Europe/Berlin")
    {
        var draft = new EventDraft(key, $"Event {key}", "Hamburg", Time.UtcNow().AddHours(-2), Time.UtcNow().AddDays(2), zone, capacity,
            capacity is not null, reEntry, requireConfirmation);
        var id = (await Get<EventService>().CreateAsync(Owner, draft)).Required();
        return (await Get<EventQueries>().FindAsync(Owner, id))!;
    }

    /// <summary>A contact and its participation; the badge is also the customer number.</summary>
    public async Task<long> ParticipantAsync(string badge, string eventKey = "congress", bool confirmed = true, string? categoryKey = null,
        string? lastName = null)
    {
        if ((await Get<ContactQueries>().ListAsync(Owner, badge, new PageRequest())).Items.All(c => c.CustomerNumber != badge))
        {
            (await Get<ContactService>()
                .CreateAsync(Owner, new ContactDraft(badge, null, "Mia", lastName ?? $"Muster{badge}", $"{badge}@example.org"))).Required();
        }

        return (await Get<ParticipantService>().CreateAsync(Owner, new ParticipantDraft(eventKey, badge, confirmed, badge, categoryKey)))
            .Required();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (Directory.Exists(Exports))
        {
            Directory.Delete(Exports, true);
        }

        if (file is not null && beside is null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            foreach (var part in new[] { file, file + "-wal", file + "-shm" })
            {
                File.Delete(part);
            }
        }
    }

    private static DbContextOptionsBuilder Use(Provider provider, DbContextOptionsBuilder options, string? file) =>
        provider == Provider.Sqlite
        ? options.UsePortalSqlite($"Data Source={file}")
        : options.UsePortalSqlServer(Providers.SqlServer!);

    /// <summary>Migrates once a run; every SQLite test then gets a copy of the empty database.</summary>
    private static async Task<string?> PrepareAsync(Provider provider)
    {
        await Once.WaitAsync();
        try
        {
            if (provider == Provider.SqlServer)
            {
                if (!sqlServerReady)
                {
                    await MigrateAsync(provider, null);
                    sqlServerReady = true;
                }

                return null;
            }

            var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "adminportal-tests")).FullName;
            if (template is null)
            {
                var fresh = Path.Combine(folder, $"{Guid.NewGuid():N}.db");
                await MigrateAsync(provider, fresh);
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                template = fresh;
            }

            var copy = Path.Combine(folder, $"{Guid.NewGuid():N}.db");
            File.Copy(template, copy);
            return copy;
        }
        finally
        {
            Once.Release();
        }
    }

    private static async Task MigrateAsync(Provider provider, string? file)
    {
        var options = (DbContextOptions<PortalDb>)Use(provider, new DbContextOptionsBuilder<PortalDb>(), file).Options;
        await using var db = new PortalDb(options);
        await db.Database.MigrateAsync();
    }
}

/// <summary>A clock that is moved by hand.</summary>
public sealed class FakeTime(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    /// <summary>Sets the clock.</summary>
    public void Set(DateTime utc) => Interlocked.Exchange(ref ticks, utc.Ticks);
}
