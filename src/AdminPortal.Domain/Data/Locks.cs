using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Makes decisions serial that no unique index can judge ("is there another owner?", "has this contact an invoice?"): whoever holds the row
/// decides and writes, the others wait, also on other nodes, and then read what was written. Take the lock before reading what the decision
/// depends on; it ends with the transaction. Always in this order, so that no two wait for each other: tenant, team, event, category,
/// contact, participant, invoice; several rows of one kind by their ids.
/// </summary>
internal static class Locks
{
    /// <summary>Holds the actor's tenant: for decisions about its people and their orders, which are rare.</summary>
    public static Task TenantAsync(PortalDb db, CancellationToken cancellationToken = default)
    {
        var id = db.TenantId;
        return HoldAsync(db.Tenants.Where(t => t.Id == id), t => t.Version, cancellationToken);
    }

    /// <summary>Holds an event; false when there is none.</summary>
    public static Task<bool> EventAsync(PortalDb db, long id, CancellationToken cancellationToken = default) =>
        HoldAsync(db.Events.Where(e => e.Id == id), e => e.Version, cancellationToken);

    /// <summary>Holds a team of people; false when there is none.</summary>
    public static Task<bool> TeamAsync(PortalDb db, long id, CancellationToken cancellationToken = default) =>
        HoldAsync(db.Teams.Where(t => t.Id == id), t => t.Version, cancellationToken);

    /// <summary>Holds a category; false when there is none.</summary>
    public static Task<bool> CategoryAsync(PortalDb db, long id, CancellationToken cancellationToken = default) =>
        HoldAsync(db.Categories.Where(c => c.Id == id), c => c.Version, cancellationToken);

    /// <summary>Holds a contact, also one whom a limited actor has had nothing to do with; false when there is none.</summary>
    public static Task<bool> ContactAsync(PortalDb db, long id, CancellationToken cancellationToken = default) =>
        HoldAsync(db.Contacts.IgnoreQueryFilters([PortalDb.EventFilter]).Where(c => c.Id == id), c => c.Version, cancellationToken);

    /// <summary>Holds contacts, whose tenant the caller knows, in one statement; the ids of those that there are.</summary>
    public static Task<IReadOnlySet<long>> ContactsAsync(PortalDb db, IEnumerable<long> ids, CancellationToken cancellationToken = default)
    {
        var all = ids.Distinct().Order().ToList();
        return HoldAsync(db.Contacts.IgnoreQueryFilters().Where(c => all.Contains(c.Id) && c.DeletedAt == null), c => c.Version, c => c.Id,
            all, cancellationToken);
    }

    /// <summary>Holds invoices, whose tenant the caller knows, in one statement; the ids of those that there are.</summary>
    public static Task<IReadOnlySet<long>> InvoicesAsync(PortalDb db, IEnumerable<long> ids, CancellationToken cancellationToken = default)
    {
        var all = ids.Distinct().Order().ToList();
        return HoldAsync(db.Invoices.IgnoreQueryFilters().Where(i => all.Contains(i.Id) && i.DeletedAt == null), i => i.Version, i => i.Id,
            all, cancellationToken);
    }

    private static async Task<IReadOnlySet<long>> HoldAsync<T>(
        IQueryable<T> rows, Expression<Func<T, int>> number, Expression<Func<T, long>> id, List<long> ids,
        CancellationToken cancellationToken)
        where T : class
    {
        var held = ids.Count == 0 ? 0 : await CountAsync(rows, number, cancellationToken);
        return (held == ids.Count ? ids : await rows.Select(id).ToListAsync(cancellationToken)).ToHashSet();
    }

    /// <summary>
    /// Holds participants, whose tenant the caller knows, so that they are not removed before what is written for them is there; false when
    /// one of them has gone by now.
    /// </summary>
    public static async Task<bool> ParticipantsAsync(PortalDb db, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) =>
        Schema.Upkeep(db).WritesAlone || await CountAsync(db.Participants.IgnoreQueryFilters()
            .Where(p => ids.Contains(p.Id) && p.DeletedAt == null), p => p.Version, cancellationToken) == ids.Count;

    private static async Task<bool> HoldAsync<T>(IQueryable<T> row, Expression<Func<T, int>> number, CancellationToken cancellationToken)
        where T : class => await CountAsync(row, number, cancellationToken) > 0;

    /// <summary>Writes a number of the rows over itself: the one lock that both databases take in the same words.</summary>
    private static Task<int> CountAsync<T>(IQueryable<T> rows, Expression<Func<T, int>> number, CancellationToken cancellationToken)
        where T : class => rows.ExecuteUpdateAsync(set => set.SetProperty(number, number), cancellationToken);
}
