using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Finds the records that a request names by their keys; a key that names none is a problem of its field, unless something else is wrong
/// with that field. What is held is still there when the request is written: see <see cref="Locks"/>, also for the order.
/// </summary>
internal static class Lookup
{
    /// <summary>The event of a key; null when none is named or there is none. It is not held.</summary>
    public static async Task<long?> EventAsync(PortalDb db, string? key, Check check, CancellationToken cancellationToken) =>
        key is null ? null : Found(await db.Events.Where(e => e.EventKey == key).Select(e => (long?)e.Id)
            .SingleOrDefaultAsync(cancellationToken), "event_key", key, check);

    /// <summary>As <see cref="EventAsync"/>, and holds it.</summary>
    public static async Task<long?> HoldEventAsync(PortalDb db, string? key, Check check, CancellationToken cancellationToken) =>
        await EventAsync(db, key, check, cancellationToken) is { } id
            ? Found(await Locks.EventAsync(db, id, cancellationToken) ? id : null, "event_key", key!, check)
            : null;

    /// <summary>Finds and holds the category of a key in an event; null when none is named or there is none.</summary>
    public static async Task<long?> HoldCategoryAsync(PortalDb db, long eventId, string? key, Check check,
        CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return null;
        }

        var id = await db.Categories.Where(c => c.EventId == eventId && c.CategoryKey == key).Select(c => (long?)c.Id)
            .SingleOrDefaultAsync(cancellationToken);
        return Found(id is { } found && await Locks.CategoryAsync(db, found, cancellationToken) ? id : null, "category_key", key, check);
    }

    /// <summary>
    /// Finds and holds the contact of a customer number; null when none is named or there is none. Who knows the number may name anybody of
    /// the tenant, also one who has had nothing to do with their events yet.
    /// </summary>
    public static async Task<long?> HoldContactAsync(PortalDb db, string? customerNumber, Check check, CancellationToken cancellationToken)
    {
        if (customerNumber is null)
        {
            return null;
        }

        var id = await db.Contacts.IgnoreQueryFilters([PortalDb.EventFilter]).Where(c => c.CustomerNumber == customerNumber)
            .Select(c => (long?)c.Id).SingleOrDefaultAsync(cancellationToken);
        return Found(id is { } found && await Locks.ContactAsync(db, found, cancellationToken) ? id : null, "customer_number",
            customerNumber, check);
    }

    private static long? Found(long? id, string field, string key, Check check)
    {
        check.That(id is not null || check.Problems.Exists(problem => problem.Field == field), Problem.Unknown(field, key));
        return id;
    }
}
