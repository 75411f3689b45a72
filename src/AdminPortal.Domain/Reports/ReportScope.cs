using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// The records a report is made of: those of the tenant, of the event that was asked for, and of the range, which each report applies to
/// its own date.
/// </summary>
public sealed class ReportScope
{
    private readonly long? eventId;

    private readonly DateTime? from;

    private readonly DateTime? until;

    private ReportScope(PortalDb db, long? eventId, ReportFilter filter, TimeZoneInfo zone, DateTime now) =>
        (Db, Zone, EventZone, this.eventId, from, until, Now) =
            (db, zone, zone, eventId, filter.From?.First(zone), filter.To?.After(zone), now);

    /// <summary>The tenant's records.</summary>
    public PortalDb Db { get; }

    /// <summary>The tenant's.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>
    /// That of the event that was asked for; the tenant's for all. Ranges are days of <see cref="Zone"/> either way, as in every report.
    /// </summary>
    public TimeZoneInfo EventZone { get; private init; }

    /// <summary>UTC.</summary>
    public DateTime Now { get; }

    /// <summary>UTC; the first moment of the range, null for "from the beginning".</summary>
    public DateTime? From => from;

    /// <summary>UTC; the first moment after the range, null for "without end".</summary>
    public DateTime? Until => until;

    /// <summary>The tenant's name.</summary>
    public string TenantName { get; private init; } = "";

    /// <summary>The title of the event that was asked for; null for all, and where the key names none.</summary>
    public string? EventTitle { get; private init; }

    /// <summary>Reads the tenant's zone and looks the event up, in one command.</summary>
    public static async Task<Result<ReportScope>> OpenAsync(PortalDb db, ReportFilter filter, DateTime now,
        CancellationToken cancellationToken)
    {
        var key = filter.EventKey;
        var events = db.Events.Where(e => e.EventKey == key);
        var tenant = await db.Tenants.Where(t => t.Id == db.TenantId)
            .Select(t => new
            {
                t.Name,
                t.TimeZone,
                EventId = events.Max(e => (long?)e.Id),
                EventTitle = events.Max(e => e.Title),
                EventZone = events.Max(e => e.TimeZone)
            }).SingleAsync(cancellationToken);
        var scope = new ReportScope(db, key is null ? null : tenant.EventId ?? 0, filter, Common.Zone.Find(tenant.TimeZone), now)
        { TenantName = tenant.Name, EventTitle = tenant.EventTitle, EventZone = Common.Zone.Find(tenant.EventZone ?? tenant.TimeZone) };
        var backwards = filter is { From.Day: { } first, To.Day: { } last } ? first > last : scope.from >= scope.until;
        var check = new Check(filter.Unreadable)
            .That(!backwards, Problem.Invalid("date_from", "The range must not end before it begins.") with { Code = "end_before_start" });
        return check.Ok ? scope : check.Problems;
    }

    /// <summary>The records of one event, of none (0) or of all (null), in a zone that is known.</summary>
    public static ReportScope Of(PortalDb db, long? eventId, ReportFilter filter, TimeZoneInfo zone, DateTime now) =>
        new(db, eventId, filter, zone, now);

    /// <summary>Events that begin in the range.</summary>
    public IQueryable<Event> Events()
    {
        var events = eventId is { } id ? Db.Events.Where(e => e.Id == id) : Db.Events;
        events = from is { } first ? events.Where(e => e.StartsAt >= first) : events;
        return until is { } end ? events.Where(e => e.StartsAt < end) : events;
    }

    /// <summary>Participations that were created in the range.</summary>
    public IQueryable<Participant> Participants()
    {
        var rows = eventId is { } id ? Db.Participants.Where(p => p.EventId == id) : Db.Participants;
        rows = from is { } first ? rows.Where(p => p.CreatedAt >= first) : rows;
        return until is { } end ? rows.Where(p => p.CreatedAt < end) : rows;
    }

    /// <summary>Participations of any time.</summary>
    public IQueryable<Participant> AllParticipants() => eventId is { } id ? Db.Participants.Where(p => p.EventId == id) : Db.Participants;

    /// <summary>Check-ins that began in the range.</summary>
    public IQueryable<CheckIn> CheckIns()
    {
        var rows = AllCheckIns();
        rows = from is { } first ? rows.Where(c => c.CheckedInAt >= first) : rows;
        return until is { } end ? rows.Where(c => c.CheckedInAt < end) : rows;
    }

    /// <summary>Check-ins of any time that ended in the range.</summary>
    public IQueryable<CheckIn> CheckOuts()
    {
        var rows = AllCheckIns().Where(c => c.OutMinute != null);
        rows = from is { } first ? rows.Where(c => c.CheckedOutAt >= first) : rows;
        return until is { } end ? rows.Where(c => c.CheckedOutAt < end) : rows;
    }

    /// <summary>Check-ins of any time.</summary>
    public IQueryable<CheckIn> AllCheckIns() => eventId is { } id ? Db.CheckIns.Where(c => c.EventId == id) : Db.CheckIns;

    /// <summary>Applications that were created in the range, for the event among others.</summary>
    public IQueryable<Application> Applications()
    {
        var rows = eventId is { } id ? Db.Applications.Where(a => a.Events.Any(e => e.EventId == id)) : Db.Applications;
        rows = from is { } first ? rows.Where(a => a.CreatedAt >= first) : rows;
        return until is { } end ? rows.Where(a => a.CreatedAt < end) : rows;
    }

    /// <summary>The events of these applications; with an event asked for, that one alone.</summary>
    public IQueryable<ApplicationEvent> ApplicationEvents()
    {
        var rows = Applications().SelectMany(a => a.Events);
        return eventId is { } id ? rows.Where(e => e.EventId == id) : rows;
    }

    /// <summary>Categories of the events the report is about.</summary>
    public IQueryable<Category> Categories() => eventId is { } id ? Db.Categories.Where(c => c.EventId == id) : Db.Categories;

    /// <summary>Issued invoices and credit notes whose date lies in the range.</summary>
    public IQueryable<Invoice> Invoices()
    {
        var rows = Db.Invoices.Where(i => i.Status == InvoiceStatus.Issued);
        rows = eventId is { } id ? rows.Where(i => i.EventId == id) : rows;
        rows = from is { } first ? rows.Where(i => i.InvoiceDate >= first) : rows;
        return until is { } end ? rows.Where(i => i.InvoiceDate < end) : rows;
    }

    /// <summary>Payments of any status whose date lies in the range; a payment that names no event belongs to its invoice's.</summary>
    public IQueryable<Payment> Payments()
    {
        // Not (EventId ?? Invoice.EventId): SQLite before 3.39 walks through all invoices for each payment when it joins them under an
        // aggregate.
        var rows = eventId is { } id ? Db.Payments.Where(p => p.EventId == id
            || (p.EventId == null && Db.Invoices.Any(i => i.Id == p.InvoiceId && i.EventId == id))) : Db.Payments;
        rows = from is { } first ? rows.Where(p => p.PaidAt >= first) : rows;
        return until is { } end ? rows.Where(p => p.PaidAt < end) : rows;
    }

    /// <summary>The day in the tenant's zone of a <see cref="Clock.Quarter"/>.</summary>
    public DateOnly Day(long quarter) => Zone.Day(Clock.FromQuarter(quarter));
}
