using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Calls;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Finance;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Reports.Exports;
using AdminPortal.Domain.Reports.Schedules;
using AdminPortal.Domain.Tenants;
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
public sealed class PortalDb(DbContextOptions<PortalDb> options, TimeProvider time) : IdentityUserContext<PortalUser, long>(options)
{
    /// <summary>Name of the query filter that keeps a context inside its tenant.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Name of the query filter that hides deleted records.</summary>
    public const string AliveFilter = "alive";

    private AuditWriter? audit;

    /// <summary>The tenant this context works in; 0 is nobody's.</summary>
    public long TenantId => Actor?.TenantId ?? 0;

    /// <summary>On whose behalf this context works; the audit log names it.</summary>
    public Actor? Actor { get; set; }

    /// <summary>Leaves the audit log alone: for made-up records in bulk, which nobody changed.</summary>
    internal bool IsUnaudited { get; set; }

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Event> Events => Set<Event>();

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<Participant> Participants => Set<Participant>();

    public DbSet<CheckIn> CheckIns => Set<CheckIn>();

    public DbSet<Scan> Scans => Set<Scan>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<Wall> Walls => Set<Wall>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditOperation> AuditOperations => Set<AuditOperation>();

    public DbSet<AuditPart> AuditParts => Set<AuditPart>();

    public DbSet<CheckInWindow> CheckInWindows => Set<CheckInWindow>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    public DbSet<Application> Applications => Set<Application>();

    public DbSet<ApplicationEvent> ApplicationEvents => Set<ApplicationEvent>();

    public DbSet<Invoice> Invoices => Set<Invoice>();

    public DbSet<InvoiceCounter> InvoiceCounters => Set<InvoiceCounter>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<RememberedCall> RememberedCalls => Set<RememberedCall>();

    public DbSet<KeyHour> KeyHours => Set<KeyHour>();

    public DbSet<KeyMinute> KeyMinutes => Set<KeyMinute>();

    public DbSet<ReportSchedule> ReportSchedules => Set<ReportSchedule>();

    public DbSet<ScheduleRun> ScheduleRuns => Set<ScheduleRun>();

    public DbSet<ReportExport> ReportExports => Set<ReportExport>();

    public DbSet<ReportColumnChoice> ReportColumnChoices => Set<ReportColumnChoice>();

    public DbSet<RemovalEntry> RemovalEntries => Set<RemovalEntry>();

    public DbSet<RemovedRecord> RemovedRecords => Set<RemovedRecord>();

    protected override Version SchemaVersion => IdentitySchemaVersions.Version2;

    /// <summary>The zone of the actor's tenant.</summary>
    public async Task<TimeZoneInfo> TenantZoneAsync(CancellationToken cancellationToken = default) =>
        Zone.Find(await Tenants.Where(t => t.Id == TenantId).Select(t => t.TimeZone).SingleAsync(cancellationToken));

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Use SaveChangesAsync: the audit log is written there.");

    /// <summary>
    /// Saves, sets tenant and version numbers, and writes the audit entries in the same transaction: those that the changes make and those that were added by hand.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var byHand = Stamp();
        var pending = IsUnaudited ? [] : AuditRecorder.Collect(ChangeTracker);
        if (pending.Count == 0 && byHand.Count == 0)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        byHand.ForEach(entry => Entry(entry).State = EntityState.Detached);
        if (Database.CurrentTransaction is not null)
        {
            return await SaveAuditedAsync(pending, byHand, cancellationToken);
        }

        // Identity saves on its own, outside WriteAsync; nothing of it may be kept without its audit entry.
        return await Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
            var saved = await SaveAuditedAsync(pending, byHand, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return saved;
        });
    }

    /// <summary>Saves what the audit log itself consists of.</summary>
    internal Task<int> SaveWithoutAuditAsync(CancellationToken cancellationToken) => base.SaveChangesAsync(true, cancellationToken);

    private async Task<int> SaveAuditedAsync(List<AuditRecorder.Pending> pending, List<AuditEntry> byHand, CancellationToken cancellationToken)
    {
        var saved = await base.SaveChangesAsync(true, cancellationToken);
        var actor = Actor ?? Actor.System(0, "portal");
        var at = time.UtcNow();
        var entries = byHand.ToList();
        var named = new Dictionary<AuditEntry, AuditName>();
        foreach (var change in pending)
        {
            var tenant = change.Entity switch { ITenantOwned owned => owned.TenantId, Tenant own => own.Id, PortalUser user => user.TenantId, _ => actor.TenantId };
            var entry = change.ToEntry(actor with { TenantId = tenant }, at);
            entries.Add(entry);
            if (AuditNames.Of(change.Entity) is { } name)
            {
                named[entry] = name;
            }
        }

        audit ??= new AuditWriter(this);
        await audit.WriteAsync(entries, named, cancellationToken);
        return saved;
    }

    /// <summary>Sets tenants and version numbers.</summary>
    /// <returns>The audit entries that were added by hand.</returns>
    private List<AuditEntry> Stamp()
    {
        var byHand = new List<AuditEntry>();
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Added && entry.Entity is ITenantOwned)
            {
                var tenant = entry.Property(nameof(ITenantOwned.TenantId));
                if (tenant.CurrentValue is 0L)
                {
                    tenant.CurrentValue = TenantId;
                }
            }

            if (entry.State == EntityState.Modified && entry.Metadata.FindProperty("Version") is { ClrType: var type } && type == typeof(int))
            {
                var version = entry.Property("Version");
                version.CurrentValue = (int)version.OriginalValue! + 1;
            }

            if (entry is { State: EntityState.Added, Entity: AuditEntry own })
            {
                byHand.Add(own);
            }
        }

        return byHand;
    }

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
            foreach (var key in type.GetForeignKeys().Where(key => key.PrincipalEntityType.ClrType != typeof(PortalUser) || typeof(ITenantOwned).IsAssignableFrom(type.ClrType)))
            {
                key.DeleteBehavior = DeleteBehavior.NoAction;
            }

            if (type.FindProperty("Version") is { ClrType: var version } && version == typeof(int))
            {
                builder.Entity(type.ClrType).Property<int>("Version").IsConcurrencyToken();
            }

            if (typeof(ITenantOwned).IsAssignableFrom(type.ClrType))
            {
                Filter(builder, type.ClrType, TenantFilter, nameof(ITenantOwned.TenantId), Expression.Property(Expression.Constant(this), nameof(TenantId)));
                builder.Entity(type.ClrType).HasOne(typeof(Tenant)).WithMany().HasForeignKey(nameof(ITenantOwned.TenantId)).OnDelete(DeleteBehavior.NoAction);
            }

            if (typeof(ISoftDeleted).IsAssignableFrom(type.ClrType))
            {
                Filter(builder, type.ClrType, AliveFilter, nameof(ISoftDeleted.DeletedAt), Expression.Constant(null, typeof(DateTime?)));
            }
        }
    }

    private static void Filter(ModelBuilder builder, Type type, string name, string property, Expression value)
    {
        var record = Expression.Parameter(type, "record");
        builder.Entity(type).HasQueryFilter(name, Expression.Lambda(Expression.Equal(Expression.Property(record, property), value), record));
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : value.ToUniversalTime(),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}
