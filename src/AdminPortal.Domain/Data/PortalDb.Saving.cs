using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Data;

/// <summary>
/// What happens when changes are saved: tenant and version numbers are set, the audit entries written, and what was touched is told after
/// the commit.
/// </summary>
public sealed partial class PortalDb
{
    private readonly HashSet<long> touchedEvents = [];

    private readonly HashSet<long> touchedRules = [];

    private readonly TimeProvider time = Application(options)?.GetService<TimeProvider>() ?? TimeProvider.System;

    private readonly Commits? commits = Application(options)?.GetService<Commits>();

    private AuditWriter? audit;

    private TransactionMark? unsavedMark;

    /// <summary>Who reads the errors of this database.</summary>
    public DatabaseFaults Faults => DatabaseFaultsOptions.Of(options);

    /// <summary>
    /// Says that a statement over many rows changed something of an event: the live figures read it again after the commit.
    /// Records that are saved tell it by themselves.
    /// </summary>
    /// <param name="eventId">The event.</param>
    /// <param name="rules">Whether check-ins may be judged otherwise from now on: the event itself, its windows or its categories
    /// changed.</param>
    public void Touch(long eventId, bool rules = false)
    {
        touchedEvents.Add(eventId);
        if (rules)
        {
            touchedRules.Add(TenantId);
        }
    }

    /// <summary>For the framework's own keys alone, which it stores without waiting.</summary>
    /// <exception cref="NotSupportedException">Something else was changed: it would pass the audit log by, which is written by <see
    /// cref="SaveChangesAsync"/>.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        ChangeTracker.Entries().All(entry => entry.Entity is DataProtectionKey)
            ? base.SaveChanges(acceptAllChangesOnSuccess)
            : throw new NotSupportedException("Use SaveChangesAsync: the audit log is written there.");

    /// <summary>
    /// Saves, sets tenant and version numbers, and writes the audit entries in the same transaction: those that the changes make and those
    /// that were added by hand.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var (changed, byHand) = Stamp();
        var pending = IsUnaudited ? [] : AuditRecorder.Collect(ChangeTracker);
        byHand.ForEach(entry => Entry(entry).State = EntityState.Detached);
        if (Database.CurrentTransaction is not null)
        {
            var inside = await SaveInsideAsync(pending, byHand, acceptAllChangesOnSuccess, cancellationToken);
            Note(changed);
            return inside;
        }

        var strategy = Database.CreateExecutionStrategy();
        var saved = pending.Count > 0 || byHand.Count > 0 || strategy.RetriesOnFailure
            ? await SaveAloneAsync(strategy, pending, byHand, acceptAllChangesOnSuccess, cancellationToken)
            : await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        Note(changed);
        Tell(TakeTouched());
        return saved;
    }

    /// <summary>Begins anew on behalf of an actor: a context that was used before has nothing left of that.</summary>
    internal void Begin(Actor actor)
    {
        (Actor, IsUnaudited, audit, unsavedMark) = (actor, false, null, null);
        touchedEvents.Clear();
        touchedRules.Clear();
    }

    /// <summary>Saves what the audit log itself consists of.</summary>
    internal Task<int> SaveWithoutAuditAsync(CancellationToken cancellationToken) => base.SaveChangesAsync(true, cancellationToken);

    /// <summary>
    /// The next save writes a mark with it, by which <see cref="IsMarkedAsync"/> finds out whether the transaction was committed.
    /// </summary>
    internal TransactionMark BeginMark() => unsavedMark = new TransactionMark { At = time.UtcNow() };

    /// <summary>Writes the mark when no save has taken it along.</summary>
    internal async Task SaveMarkAsync(CancellationToken cancellationToken)
    {
        if (TakeMark() is { } mark)
        {
            await base.SaveChangesAsync(true, cancellationToken);
            Entry(mark).State = EntityState.Detached;
        }
    }

    /// <summary>
    /// Whether the transaction of a mark was committed. A statement that changes waits for a commit that is still under way; one that reads
    /// would pass it by.
    /// </summary>
    internal async Task<bool> IsMarkedAsync(TransactionMark mark) =>
        await TransactionMarks.Where(m => m.Id == mark.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.At, mark.At)) == 1;

    /// <summary>What was touched since the last commit; it is to be told by <see cref="Tell"/> once it is committed.</summary>
    internal Commit TakeTouched()
    {
        var touched = new Commit(touchedEvents.ToHashSet(), touchedRules.ToHashSet());
        touchedEvents.Clear();
        touchedRules.Clear();
        return touched;
    }

    /// <summary>Tells whoever keeps something of it that this was committed.</summary>
    internal void Tell(Commit commit) => commits?.Tell(commit);

    private async Task<int> SaveInsideAsync(List<AuditRecorder.Pending> pending, List<AuditEntry> byHand, bool accept,
        CancellationToken cancellationToken)
    {
        var mark = TakeMark();
        var isAudited = pending.Count > 0 || byHand.Count > 0;
        var saved = await base.SaveChangesAsync(accept || isAudited, cancellationToken);
        if (mark is not null)
        {
            Entry(mark).State = EntityState.Detached;
        }

        if (isAudited)
        {
            audit ??= new AuditWriter(this);
            await WriteAuditAsync(audit, pending, byHand, cancellationToken);
        }

        return saved;
    }

    /// <summary>
    /// Identity saves on its own, outside WriteAsync; nothing of it may be kept without its audit entry. The changes count as saved only
    /// after the commit, so that a repetition writes them again, and the entries are written beside them by a context of their own, so that
    /// it does not tell them twice.
    /// </summary>
    private async Task<int> SaveAloneAsync(IExecutionStrategy strategy, List<AuditRecorder.Pending> pending, List<AuditEntry> byHand,
        bool accept, CancellationToken cancellationToken)
    {
        TransactionMark? undecided = null;
        var saved = await strategy.ExecuteAsync(
            this,
            async (_, _, token) =>
            {
                undecided = null;
                Database.AutoSavepointsEnabled = false;
                await using var transaction = await Database.BeginTransactionAsync(token);
                var written = await base.SaveChangesAsync(false, token);
                await using (var beside = new PortalDb(options) { Actor = Actor })
                {
                    beside.Database.AutoSavepointsEnabled = false;
                    beside.Database.SetDbConnection(Database.GetDbConnection());
                    await beside.Database.UseTransactionAsync(transaction.GetDbTransaction(), token);
                    byHand.ForEach(entry => beside.Entry(entry).Property(e => e.Id).CurrentValue = 0); // written by an attempt that failed
                    await WriteAuditAsync(new AuditWriter(beside), pending, byHand, token);
                    if (strategy.RetriesOnFailure)
                    {
                        undecided = beside.BeginMark();
                        await beside.SaveMarkAsync(token);
                    }
                }

                await transaction.CommitAsync(CancellationToken.None);
                undecided = null;
                return written;
            },
            strategy.RetriesOnFailure ? async (_, _, _) => new(undecided is not null && await IsMarkedAsync(undecided), 0) : null,
            cancellationToken);
        if (accept)
        {
            ChangeTracker.AcceptAllChanges();
        }

        return saved;
    }

    private async Task WriteAuditAsync(AuditWriter writer, List<AuditRecorder.Pending> pending, List<AuditEntry> byHand,
        CancellationToken cancellationToken)
    {
        var actor = Actor ?? Actor.System(0, "portal");
        var at = time.UtcNow();
        var entries = byHand.ToList();
        var named = new Dictionary<AuditEntry, AuditName>();
        foreach (var change in pending)
        {
            var tenant = change.Entity switch
            { ITenantOwned owned => owned.TenantId, Tenant own => own.Id, PortalUser user => user.TenantId, _ => actor.TenantId };
            // not yet on the record while the commit is open
            var id = Entry(change.Entity).Property<long>(nameof(IAudited.Id)).CurrentValue;
            var entry = change.ToEntry(actor with { TenantId = tenant }, at, id);
            entries.Add(entry);
            if (AuditNames.Of(change.Entity) is { } name)
            {
                named[entry] = name;
            }
        }

        await writer.WriteAsync(entries, named, cancellationToken);
    }

    private static IServiceProvider? Application(DbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;

    private TransactionMark? TakeMark()
    {
        var mark = unsavedMark;
        unsavedMark = null;
        if (mark is not null)
        {
            TransactionMarks.Add(mark);
        }

        return mark;
    }

    /// <summary>Takes note of what was saved; a new event has its id only now.</summary>
    private void Note(List<IOfEvent> changed)
    {
        foreach (var entity in changed)
        {
            touchedEvents.Add(entity.EventId);
            if (entity is Event or Category or CheckInWindow or BadgeKey)
            {
                touchedRules.Add(((ITenantOwned)entity).TenantId);
            }
        }
    }

    /// <summary>Sets tenants and version numbers.</summary>
    /// <returns>What of events is about to be saved, and the audit entries that were added by hand.</returns>
    private (List<IOfEvent> Changed, List<AuditEntry> ByHand) Stamp()
    {
        var changed = new List<IOfEvent>();
        var byHand = new List<AuditEntry>();
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity is IOfEvent ofEvent)
            {
                RequireEvent(ofEvent);
                changed.Add(ofEvent);
            }

            if (entry.State == EntityState.Added && entry.Entity is ITenantOwned)
            {
                var tenant = entry.Property(nameof(ITenantOwned.TenantId));
                if (tenant.CurrentValue is 0L)
                {
                    tenant.CurrentValue = TenantId;
                }
            }

            if (entry.State == EntityState.Modified && entry.Metadata.FindProperty("Version") is { ClrType: var type }
                && type == typeof(int))
            {
                var version = entry.Property("Version");
                version.CurrentValue = (int)version.OriginalValue! + 1;
            }

            if (entry is { State: EntityState.Added, Entity: AuditEntry own })
            {
                byHand.Add(own);
            }
        }

        return (changed, byHand);
    }
}
