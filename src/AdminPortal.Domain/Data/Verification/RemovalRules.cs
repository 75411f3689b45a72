using System.Linq.Expressions;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>What is removed, against the list of what can be restored.</summary>
internal static class RemovalRules
{
    /// <summary>The rules; a removal may be under way as long as its lease lasts.</summary>
    public static Rule[] Of(TimeProvider time) =>
    [
        new("removed_record", ListedAsync),
        new("removed_without_removal", LostAsync),
        new("removal_without_records", async (db, cancellationToken) => await RowRules.FindAsync(
            db.RemovalEntries.IgnoreQueryFilters().Where(e => !db.RemovedRecords.Any(r => r.RemovalId == e.Id)),
            "removal_without_records", "Removal {0} lists no record that could be restored.", cancellationToken)),
        new("removal_left", async (db, cancellationToken) =>
        {
            var now = Common.Clock.UtcNow(time);
            return await RowRules.FindAsync(
                db.RemovalEntries.IgnoreQueryFilters().Where(e => e.WorkedUntil < now),
                "removal_left", "Removal {0} was left in the middle; the portal ends it when it runs.", cancellationToken);
        }),
    ];

    /// <summary>Each listed record is there, and has the stamp of its removal.</summary>
    private static async Task<List<Finding>> ListedAsync(PortalDb db, CancellationToken cancellationToken) =>
    [
        .. await ListedAsync<Event>(db, cancellationToken), .. await ListedAsync<Category>(db, cancellationToken),
        .. await ListedAsync<CheckInWindow>(db, cancellationToken),
        .. await ListedAsync<ReportSchedule>(db, cancellationToken), .. await ListedAsync<Contact>(db, cancellationToken),
        .. await ListedAsync<Participant>(db, cancellationToken),
        .. await ListedAsync<CheckIn>(db, cancellationToken), .. await ListedAsync<Application>(db, cancellationToken),
        .. await ListedAsync<Invoice>(db, cancellationToken),
        .. await ListedAsync<Payment>(db, cancellationToken),
    ];

    private static async Task<List<Finding>> ListedAsync<T>(PortalDb db, CancellationToken cancellationToken)
        where T : class, ITenantOwned, ISoftDeleted
    {
        var name = typeof(T).Name;
        var rows = await db.RemovedRecords.IgnoreQueryFilters().Where(r => r.Entity == name)
            .Select(r => new
            {
                r.TenantId,
                r.Id,
                r.EntityId,
                IsThere = db.Set<T>().Any(row => row.Id == r.EntityId && row.TenantId == r.TenantId),
                IsGone = db.Set<T>().Any(row => row.Id == r.EntityId && row.TenantId == r.TenantId && row.DeletedAt == r.Removal!.At),
            })
            .Where(r => !r.IsGone).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new Finding("removed_record", r.TenantId, r.Id, r.IsThere
            ? $"{name} {r.EntityId} is listed as removed, but it lives or was removed at another time."
            : $"{name} {r.EntityId} is listed as removed, but it is not there."));
    }

    /// <summary>Whatever is removed was chosen, or went along with something that was removed in the same step.</summary>
    private static async Task<List<Finding>> LostAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var (events, contacts, participants) = (db.Events, db.Contacts, db.Participants);
        return
        [
            .. await LostAsync<Event>(db, _ => true, cancellationToken),
            .. await LostAsync<Category>(db, row => !events.Any(e => e.Id == row.EventId && e.DeletedAt == row.DeletedAt),
                cancellationToken),
            .. await LostAsync<CheckInWindow>(db, row => !events.Any(e => e.Id == row.EventId && e.DeletedAt == row.DeletedAt),
                cancellationToken),
            .. await LostAsync<ReportSchedule>(db, row => !events.Any(e => e.Id == row.EventId && e.DeletedAt == row.DeletedAt),
                cancellationToken),
            .. await LostAsync<Contact>(db, _ => true, cancellationToken),
            .. await LostAsync<Participant>(
                db,
                row => !events.Any(e => e.Id == row.EventId && e.DeletedAt == row.DeletedAt)
                    && !contacts.Any(c => c.Id == row.ContactId && c.DeletedAt == row.DeletedAt),
                cancellationToken),
            .. await LostAsync<CheckIn>(
                db,
                row => !participants.Any(p => p.Id == row.ParticipantId && p.DeletedAt == row.DeletedAt)
                    && !events.Any(e => e.Id == row.EventId && e.DeletedAt == row.DeletedAt),
                cancellationToken),
            .. await LostAsync<Application>(db, row => !contacts.Any(c => c.Id == row.ContactId && c.DeletedAt == row.DeletedAt),
                cancellationToken),
            .. await LostAsync<Invoice>(db, _ => true, cancellationToken),
            .. await LostAsync<Payment>(db, _ => true, cancellationToken),
        ];
    }

    private static async Task<List<Finding>> LostAsync<T>(PortalDb db, Expression<Func<T, bool>> alone, CancellationToken cancellationToken)
        where T : class, ITenantOwned, ISoftDeleted
    {
        var name = typeof(T).Name;
        var rows = await db.Set<T>().IgnoreQueryFilters()
            .Where(row => row.DeletedAt != null
                && !db.RemovedRecords.Any(r => r.TenantId == row.TenantId && r.Entity == name && r.EntityId == row.Id
                    && r.Removal!.At == row.DeletedAt))
            .Where(alone).Select(row => new { row.TenantId, row.Id }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new Finding(
            "removed_without_removal", row.TenantId, row.Id,
                $"{name} {row.Id} is removed, but no removal lists it, nor anything it went along with."));
    }
}
