using System.Linq.Expressions;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>What single records and their neighbours must be like.</summary>
internal static class RowRules
{
    public static readonly Rule[] All =
    [
        new("open_check_ins", async (db, cancellationToken) => (await db.CheckIns.IgnoreQueryFilters()
                .Where(c => c.DeletedAt == null && c.CheckedOutAt == null)
                .GroupBy(c => new { c.TenantId, c.ParticipantId }).Where(g => g.Count() > 1)
                .Select(g => new { g.Key.TenantId, g.Key.ParticipantId, Count = g.Count() }).ToListAsync(cancellationToken))
            .ConvertAll(r => new Finding("open_check_ins", r.TenantId, r.ParticipantId,
                $"Participant {r.ParticipantId} is inside {r.Count} times."))),

        new("check_in_minutes", MinutesAsync),

        new("check_in_order", (db, cancellationToken) => FindAsync(
            db.CheckIns.IgnoreQueryFilters().Where(c => c.CheckedOutAt < c.CheckedInAt), "check_in_order",
                "Check-in {0} ends before it begins.", cancellationToken)),

        new("check_in_event", (db, cancellationToken) => FindAsync(
            db.CheckIns.IgnoreQueryFilters().Where(c => c.EventId != c.Participant!.EventId || c.TenantId != c.Participant.TenantId),
            "check_in_event", "Check-in {0} belongs to another event than its participant.", cancellationToken)),

        new("scan_record", (db, cancellationToken) => FindAsync(
            db.Scans.IgnoreQueryFilters()
                .Where(s => s.CheckInId != null && (s.CheckIn!.EventId != s.EventId || s.CheckIn.ParticipantId != s.ParticipantId)),
            "scan_record", "Scan {0} refers to a check-in of somebody else.", cancellationToken)),

        new("scan_without_record", (db, cancellationToken) => FindAsync(
            db.Scans.IgnoreQueryFilters().Where(s => s.Code == null && s.CheckInId == null), "scan_without_record",
                "Scan {0} was admitted and has no check-in.", cancellationToken)),

        new("application_decision", (db, cancellationToken) => FindAsync(
            db.Applications.IgnoreQueryFilters().Where(a => a.Status == ApplicationStatus.Approved != a.Events.Any(e => e.IsApproved)),
            "application_decision", "Application {0} is approved without an event, or has an approved event without being approved.",
                cancellationToken)),

        Living<Participant, Event>("participant_of_removed_event", p => p.EventId),
        Living<Participant, Contacts.Contact>("participant_of_removed_contact", p => p.ContactId),
        Living<CheckIn, Participant>("check_in_of_removed_participant", c => c.ParticipantId),
        Living<CheckIn, Event>("check_in_of_removed_event", c => c.EventId),
        Living<Category, Event>("category_of_removed_event", c => c.EventId),
        Living<CheckInWindow, Event>("window_of_removed_event", w => w.EventId),
        Living<Schedules.ReportSchedule, Event>("schedule_of_removed_event", s => s.EventId!.Value),
        Living<Application, Contacts.Contact>("application_of_removed_contact", a => a.ContactId),
        Living<Invoices.Invoice, Contacts.Contact>("invoice_of_removed_contact", i => i.ContactId),
        Living<Payments.Payment, Contacts.Contact>("payment_of_removed_contact", p => p.ContactId),

        new("key_of_calls", KeysAsync),
        new("team_limits", TeamsAsync),
        new("search_text", SearchTextAsync),
    ];

    /// <summary>The ids of rows that should not be, each with the sentence.</summary>
    internal static async Task<List<Finding>> FindAsync<T>(IQueryable<T> rows, string check, string sentence,
        CancellationToken cancellationToken)
        where T : class, ITenantOwned =>
            (await rows.Select(row => new { row.TenantId, Id = EF.Property<long>(row, "Id") }).ToListAsync(cancellationToken))
            .ConvertAll(row => new Finding(check, row.TenantId, row.Id,
                string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, row.Id)));

    /// <summary>A living record whose owner was removed: what goes with it did not go.</summary>
    private static Rule Living<TChild, TParent>(string name, Expression<Func<TChild, long>> parentId)
        where TChild : class, ITenantOwned, ISoftDeleted
        where TParent : class, ITenantOwned, ISoftDeleted => new(name, async (db, cancellationToken) =>
        {
            // What goes in portions just now, or comes back, is not all gone.
            var removed = db.Set<TParent>().IgnoreQueryFilters().Where(parent => parent.DeletedAt != null
                && !db.RemovalEntries.Any(e => e.TenantId == parent.TenantId && e.At == parent.DeletedAt && e.WorkedUntil != null))
                .Select(parent => new { Id = EF.Property<long>(parent, "Id") });
            var rows = await db.Set<TChild>().IgnoreQueryFilters().Where(child => child.DeletedAt == null)
                .Join(removed, parentId, parent => parent.Id, (child, parent) =>
                    new { child.TenantId, Id = EF.Property<long>(child, "Id"), Parent = parent.Id })
                .ToListAsync(cancellationToken);
            return rows.ConvertAll(row => new Finding(
                name, row.TenantId, row.Id,
                    $"{typeof(TChild).Name} {row.Id} is alive, but {typeof(TParent).Name} {row.Parent}, to which it belongs, is removed."));
        });

    /// <summary>Statistics are grouped by the minutes, lists show the times.</summary>
    private static async Task<List<Finding>> MinutesAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        await foreach (var row in db.CheckIns.IgnoreQueryFilters()
            .Select(c => new { c.TenantId, c.Id, c.CheckedInAt, c.CheckedOutAt, c.InMinute, c.OutMinute })
            .AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (row.InMinute != Clock.Minute(row.CheckedInAt) || row.OutMinute != (row.CheckedOutAt is { } at ? Clock.Minute(at) : null))
            {
                found.Add(new Finding("check_in_minutes", row.TenantId, row.Id,
                    $"Check-in {row.Id} is counted in other minutes than its times say."));
            }
        }

        return found;
    }

    /// <summary>Who belongs to a team has its limits.</summary>
    private static async Task<List<Finding>> TeamsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var people = await db.Users.Where(u => u.TeamId != null).Join(db.Teams.IgnoreQueryFilters(), u => u.TeamId, t => t.Id,
            (user, team) => new { User = user, Team = team }).AsNoTracking().ToListAsync(cancellationToken);
        return people.FindAll(p => p.Team.DeletedAt is not null || p.Team.TenantId != p.User.TenantId
                || !(p.User.LimitedEvents ?? [-1]).SequenceEqual(p.Team.LimitedEvents ?? [-1])
                || !p.User.LimitedDoors.SequenceEqual(p.Team.LimitedDoors))
            .ConvertAll(p => new Finding("team_limits", p.User.TenantId, p.User.Id,
                $"User {p.User.Id} has other limits than team {p.Team.Id}, to which they belong."));
    }

    private static async Task<List<Finding>> KeysAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var keys = db.ApiKeys.IgnoreQueryFilters();
        var calls = db.KeyHours.IgnoreQueryFilters().Select(h => new { h.TenantId, h.ApiKeyId })
            .Union(db.KeyMinutes.IgnoreQueryFilters().Select(m => new { m.TenantId, m.ApiKeyId }))
            .Union(db.RememberedCalls.IgnoreQueryFilters().Select(c => new { c.TenantId, c.ApiKeyId }));
        return (await calls.Where(call => !keys.Any(key => key.Id == call.ApiKeyId && key.TenantId == call.TenantId))
            .ToListAsync(cancellationToken))
            .ConvertAll(call => new Finding("key_of_calls", call.TenantId, call.ApiKeyId,
                $"Calls are kept of key {call.ApiKeyId}, which the tenant does not have."));
    }

    /// <summary>What a search looks at against the names themselves.</summary>
    private static async Task<List<Finding>> SearchTextAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        await foreach (var contact in db.Contacts.IgnoreQueryFilters().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var kept = (contact.SearchText, contact.SortName, contact.SortCompany);
            contact.Normalise();
            if (kept != (contact.SearchText, contact.SortName, contact.SortCompany))
            {
                found.Add(new Finding("search_text", contact.TenantId, contact.Id,
                    $"Contact {contact.Id} is searched and sorted by other texts than it has."));
            }
        }

        return found;
    }
}
