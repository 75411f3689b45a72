using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Makes decisions serial that no unique index can judge ("is there another owner?", "has this contact an invoice?"): whoever holds the row decides and writes,
/// the others wait, also on other nodes, and then read what was written. Take the lock before reading what the decision depends on; it ends with the transaction.
/// Always in this order, so that no two wait for each other: tenant, event, category, contact; several rows of one kind by their ids.
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

    /// <summary>Holds a category; false when there is none.</summary>
    public static Task<bool> CategoryAsync(PortalDb db, long id, CancellationToken cancellationToken = default) =>
        HoldAsync(db.Categories.Where(c => c.Id == id), c => c.Version, cancellationToken);

    /// <summary>Holds a contact; false when there is none.</summary>
    public static Task<bool> ContactAsync(PortalDb db, long id, CancellationToken cancellationToken = default) =>
        HoldAsync(db.Contacts.Where(c => c.Id == id), c => c.Version, cancellationToken);

    /// <summary>Writes a number of the row over itself: the one lock that both databases take in the same words.</summary>
    private static async Task<bool> HoldAsync<T>(IQueryable<T> row, Expression<Func<T, int>> number, CancellationToken cancellationToken)
        where T : class => await row.ExecuteUpdateAsync(set => set.SetProperty(number, number), cancellationToken) > 0;
}
