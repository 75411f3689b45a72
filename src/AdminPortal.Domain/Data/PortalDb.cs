using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Nodes;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Views;
using AdminPortal.Domain.Webhooks;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AdminPortal.Domain.Data;

/// <summary>
/// The database. Open one per operation with <see cref="PortalDbFactory"/>, which sets the actor: without an actor the context
/// sees no record of any tenant.
/// </summary>
/// <param name="options">The database, set by one of the Data projects; with them come the clock of audit entries and who is told of
/// commits, where the application has them.</param>
public sealed partial class PortalDb(DbContextOptions<PortalDb> options)
    : IdentityUserContext<PortalUser, long>(options), IDataProtectionKeyContext
{
    /// <summary>Name of the query filter that keeps a context inside its tenant.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Name of the query filter that hides deleted records.</summary>
    public const string AliveFilter = "alive";

    /// <summary>The tenant this context works in; 0 is nobody's.</summary>
    public long TenantId => Actor?.TenantId ?? 0;

    /// <summary>On whose behalf this context works; the audit log names it.</summary>
    public Actor? Actor
    {
        get;
        set => field = Suits(value);
    }

    /// <summary>Leaves the audit log alone: for made-up records in bulk, which nobody changed.</summary>
    internal bool IsUnaudited { get; set; }

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<TenantProfile> TenantProfiles => Set<TenantProfile>();

    public DbSet<Event> Events => Set<Event>();

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<Participant> Participants => Set<Participant>();

    public DbSet<CheckIn> CheckIns => Set<CheckIn>();

    public DbSet<Scan> Scans => Set<Scan>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<UserSession> UserSessions => Set<UserSession>();

    public DbSet<SignInAttempt> SignInAttempts => Set<SignInAttempt>();

    public DbSet<Wall> Walls => Set<Wall>();

    public DbSet<WallPairing> WallPairings => Set<WallPairing>();

    public DbSet<Station> Stations => Set<Station>();

    public DbSet<BadgeDesign> BadgeDesigns => Set<BadgeDesign>();

    public DbSet<BadgePrint> BadgePrints => Set<BadgePrint>();

    public DbSet<BadgeKey> BadgeKeys => Set<BadgeKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditOperation> AuditOperations => Set<AuditOperation>();

    public DbSet<AuditPart> AuditParts => Set<AuditPart>();

    public DbSet<CheckInWindow> CheckInWindows => Set<CheckInWindow>();

    public DbSet<SetupToken> SetupTokens => Set<SetupToken>();

    public DbSet<Import> Imports => Set<Import>();

    public DbSet<ImportPortion> ImportPortions => Set<ImportPortion>();

    public DbSet<ImportRefusals> ImportRefusals => Set<ImportRefusals>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<Application> Applications => Set<Application>();

    public DbSet<ApplicationEvent> ApplicationEvents => Set<ApplicationEvent>();

    public DbSet<Invoice> Invoices => Set<Invoice>();

    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();

    public DbSet<InvoiceParties> InvoiceParties => Set<InvoiceParties>();

    public DbSet<InvoiceCounter> InvoiceCounters => Set<InvoiceCounter>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<RememberedCall> RememberedCalls => Set<RememberedCall>();

    public DbSet<KeyHour> KeyHours => Set<KeyHour>();

    public DbSet<KeyMinute> KeyMinutes => Set<KeyMinute>();

    public DbSet<ReportSchedule> ReportSchedules => Set<ReportSchedule>();

    public DbSet<ScheduleRun> ScheduleRuns => Set<ScheduleRun>();

    public DbSet<ReportExport> ReportExports => Set<ReportExport>();

    public DbSet<ReportColumnChoice> ReportColumnChoices => Set<ReportColumnChoice>();

    public DbSet<Alarm> Alarms => Set<Alarm>();

    public DbSet<AlarmLetter> AlarmLetters => Set<AlarmLetter>();

    public DbSet<Team> Teams => Set<Team>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookMessage> WebhookMessages => Set<WebhookMessage>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();

    public DbSet<WebhookCursor> WebhookCursors => Set<WebhookCursor>();

    public DbSet<AccountLink> AccountLinks => Set<AccountLink>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<RemovalEntry> RemovalEntries => Set<RemovalEntry>();

    public DbSet<RemovedRecord> RemovedRecords => Set<RemovedRecord>();

    public DbSet<Node> Nodes => Set<Node>();

    public DbSet<TransactionMark> TransactionMarks => Set<TransactionMark>();

    protected override Version SchemaVersion => IdentitySchemaVersions.Version2;

    /// <summary>The zone of the actor's tenant.</summary>
    public async Task<TimeZoneInfo> TenantZoneAsync(CancellationToken cancellationToken = default) =>
        Zone.Find(await Tenants.Where(t => t.Id == TenantId).Select(t => t.TimeZone).SingleAsync(cancellationToken));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<string>().HaveMaxLength(200);

        // Each table names the indexes it reads by; one more for every foreign key would only slow the writes.
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);
        foreach (var type in builder.Model.GetEntityTypes().ToList())
        {
            // SQL Server refuses two cascade paths to one table, and nothing is deleted by cascade here.
            foreach (var key in type.GetForeignKeys()
                .Where(key => key.PrincipalEntityType.ClrType != typeof(PortalUser) || typeof(ITenantOwned).IsAssignableFrom(type.ClrType)))
            {
                key.DeleteBehavior = DeleteBehavior.NoAction;
            }

            if (type.FindProperty("Version") is { ClrType: var version } && version == typeof(int))
            {
                builder.Entity(type.ClrType).Property<int>("Version").IsConcurrencyToken();
            }

            if (typeof(ITenantOwned).IsAssignableFrom(type.ClrType))
            {
                Filter(builder, type.ClrType, TenantFilter, nameof(ITenantOwned.TenantId),
                    Expression.Property(Expression.Constant(this), nameof(TenantId)));
                builder.Entity(type.ClrType).HasOne(typeof(Tenant)).WithMany().HasForeignKey(nameof(ITenantOwned.TenantId))
                    .OnDelete(DeleteBehavior.NoAction);
            }

            if (typeof(ISoftDeleted).IsAssignableFrom(type.ClrType))
            {
                Filter(builder, type.ClrType, AliveFilter, nameof(ISoftDeleted.DeletedAt), Expression.Constant(null, typeof(DateTime?)));
            }
        }

        if (IsNarrow)
        {
            Narrow(builder);
        }
    }

    private static void Filter(ModelBuilder builder, Type type, string name, string property, Expression value)
    {
        var record = Expression.Parameter(type, "record");
        builder.Entity(type)
            .HasQueryFilter(name, Expression.Lambda(Expression.Equal(Expression.Property(record, property), value), record));
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : value.ToUniversalTime(),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}
