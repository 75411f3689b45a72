using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// One removal or restoring inside a transaction: gives records their stamp or takes it away, each with its audit entry, and counts.
/// </summary>
/// <param name="db">Inside the transaction.</param>
/// <param name="at">UTC; the time in the audit log.</param>
/// <param name="cancellationToken">Stops between two statements.</param>
internal sealed class RemovalStep(PortalDb db, DateTime at, CancellationToken cancellationToken)
{
    /// <summary>
    /// Rows a statement changes at most: SQL Server takes the whole table's lock for more than 5,000, and each of them is a parameter.
    /// </summary>
    internal const int Portion = 1000;

    private readonly HashSet<long> events = [];

    private readonly Dictionary<Type, int> along = [];

    /// <summary>Where it works.</summary>
    public PortalDb Db => db;

    /// <summary>The events whose figures changed.</summary>
    public IReadOnlyCollection<long> Events => events;

    /// <summary>Records that went along.</summary>
    public int Along => along.Values.Sum();

    /// <summary>Adds to the entry what went along.</summary>
    public void Count(RemovalEntry entry)
    {
        var (participants, checkIns) = (along.GetValueOrDefault(typeof(Participant)), along.GetValueOrDefault(typeof(CheckIn)));
        entry.Participants += participants;
        entry.CheckIns += checkIns;
        entry.Others += Along - participants - checkIns;
    }

    /// <summary>
    /// Gives what goes along and has one stamp another one; null is that of the living. What comes back is refused when a living record
    /// holds a value of it.
    /// </summary>
    public async Task<Problem?> MoveAsync<T>(RemovalPlan<T> plan, IQueryable<T> rows, DateTime? from, DateTime? to)
        where T : class, ISoftDeleted
    {
        var ids = await rows.Where(row => row.DeletedAt == from).OrderBy(row => row.Id).Select(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var some in ids.Chunk(Portion))
        {
            if (await MoveSomeAsync(plan, some, from, to, along: true) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>The same for at most a portion of records; those that have another stamp meanwhile stay as they are.</summary>
    public async Task<Problem?> MoveSomeAsync<T>(RemovalPlan<T> plan, IReadOnlyList<long> ids, DateTime? from, DateTime? to, bool along)
        where T : class, ISoftDeleted
    {
        var portion = (await RemovalPlan<T>.FindAsync(db, ids, cancellationToken)).FindAll(row => row.DeletedAt == from);
        if (to is null)
        {
            if (along)
            {
                await HandOverAsync(plan, portion, from);
            }

            if (portion.Count > 0 && await plan.HeldAsync(db, Rows(portion), portion, cancellationToken) is { } held)
            {
                return held;
            }
        }

        if (portion.Count == 0)
        {
            return null;
        }

        await StampAsync(Rows(portion).Where(row => row.DeletedAt == from), to, portion.Count);
        await TellAsync(plan, portion, to is null ? AuditAction.Restored : AuditAction.Deleted);
        if (to is null && plan.Revived is { } revived)
        {
            await revived(db, portion.ConvertAll(row => row.Id), at, cancellationToken);
        }

        if (along)
        {
            this.along[typeof(T)] = this.along.GetValueOrDefault(typeof(T)) + portion.Count;
        }

        return null;
    }

    private IQueryable<T> Rows<T>(List<T> portion)
        where T : class, ISoftDeleted => RemovalPlan<T>.ById(db, portion.ConvertAll(row => row.Id));

    /// <summary>
    /// What needs a record of another removal comes back with that one. What belongs to this one comes back as well, before or after.
    /// </summary>
    private async Task HandOverAsync<T>(RemovalPlan<T> plan, List<T> portion, DateTime? from)
        where T : class, ISoftDeleted
    {
        var found = portion.Count == 0 ? [] : await plan.OrphansAsync(db, Rows(portion), cancellationToken);
        var orphans = found.Where(orphan => orphan.DeletedAt != from).DistinctBy(orphan => orphan.Id)
            .ToDictionary(orphan => orphan.Id, orphan => orphan.DeletedAt);
        foreach (var group in orphans.GroupBy(orphan => orphan.Value, orphan => orphan.Key))
        {
            var some = group.ToList();
            await StampAsync(RemovalPlan<T>.ById(db, some).Where(row => row.DeletedAt == from), group.Key, some.Count);
        }

        portion.RemoveAll(row => orphans.ContainsKey(row.Id));
    }

    /// <summary>Gives rows a stamp in one statement; there must be as many as expected.</summary>
    internal async Task StampAsync<T>(IQueryable<T> rows, DateTime? to, int expected)
        where T : class, ISoftDeleted
    {
        var versioned = db.Model.FindEntityType(typeof(T))!.FindProperty("Version") is not null;
        var changed = await rows.ExecuteUpdateAsync(set =>
        {
            set.SetProperty(row => EF.Property<DateTime?>(row, nameof(ISoftDeleted.DeletedAt)), to);
            if (versioned)
            {
                set.SetProperty(row => EF.Property<int>(row, "Version"), row => EF.Property<int>(row, "Version") + 1);
            }
        }, cancellationToken);
        if (changed != expected)
        {
            throw new DbUpdateConcurrencyException("Somebody else removed or restored a record meanwhile.");
        }
    }

    /// <summary>Writes an audit entry for each row.</summary>
    internal async Task TellAsync<T>(RemovalPlan<T> plan, List<T> rows, AuditAction action)
        where T : class, ISoftDeleted
    {
        var actor = db.Actor ?? Actor.System(db.TenantId, "portal");
        foreach (var eventId in rows.OfType<IOfEvent>().Select(row => row.EventId).Distinct())
        {
            events.Add(eventId);
            db.Touch(eventId, rules: typeof(T) == typeof(Event) || typeof(T) == typeof(Category) || typeof(T) == typeof(CheckInWindow));
        }

        await AddAsync(rows.ConvertAll(row =>
            AuditRecorder.Entry(actor, at, action, plan.Entity, row.Id, (row as IOfEvent)?.EventId, plan.Facts?.Invoke(row) ?? [])));
    }

    /// <summary>Inserts rows and lets go of them, so that memory does not grow with the event.</summary>
    public async Task AddAsync<T>(IReadOnlyCollection<T> rows)
        where T : class
    {
        db.Set<T>().AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var row in rows)
        {
            db.Entry(row).State = EntityState.Detached;
        }
    }
}
