using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Overview;

/// <summary>What a tenant's people see first.</summary>
/// <param name="Zone">The tenant's.</param>
/// <param name="HasEvents">False in a new tenant.</param>
/// <param name="Events">Those of now and the next ones, in their order; past ones are not here.</param>
/// <param name="Tasks">What needs doing, only what the viewer may do, the most urgent first.</param>
/// <param name="Trends">Null for who may not see reports.</param>
/// <param name="ReadAt">UTC.</param>
public sealed record StartSheet(TimeZoneInfo Zone, bool HasEvents, IReadOnlyList<StartEvent> Events, IReadOnlyList<StartTask> Tasks,
    StartTrends? Trends, DateTime ReadAt)
{
    /// <summary>Events that run now or begin today in their own zone.</summary>
    public IEnumerable<StartEvent> Today => Events.Where(e => e.IsOfToday(ReadAt));

    /// <summary>Events that lie ahead.</summary>
    public IEnumerable<StartEvent> Coming => Events.Where(e => !e.IsOfToday(ReadAt));
}

/// <summary>An event that has not ended; times are UTC.</summary>
public sealed record StartEvent(long Id, string EventKey, string Title, string? Place, DateTime StartsAt, DateTime EndsAt, string TimeZone,
    int? Capacity, int Participants, int Confirmed, int Categories)
{
    /// <summary>Participants whose confirmation is missing.</summary>
    public int Unconfirmed => Participants - Confirmed;

    /// <summary>The event's time zone.</summary>
    public TimeZoneInfo Zone { get; } = Common.Zone.Find(TimeZone);

    /// <summary>Calendar days until it begins, in its own zone; 0 or less for one that began or begins today.</summary>
    public int DaysUntil(DateTime now) => Zone.Day(StartsAt).DayNumber - Zone.Day(now).DayNumber;

    /// <summary>Whether it runs now or begins today.</summary>
    public bool IsOfToday(DateTime now) => DaysUntil(now) <= 0;
}

/// <summary>What kind of thing needs doing.</summary>
public enum StartTaskKind
{
    /// <summary>Invoices that are due and not paid.</summary>
    OverdueInvoices,

    /// <summary>Applications that nobody has decided.</summary>
    OpenApplications,

    /// <summary>Participants of an event that are not confirmed.</summary>
    Unconfirmed,

    /// <summary>An event without any participant.</summary>
    NoParticipants,

    /// <summary>An event without any category.</summary>
    NoCategories,

    /// <summary>Invoices that were not issued.</summary>
    DraftInvoices,

    /// <summary>Payments that were announced and are not there.</summary>
    PendingPayments,
}

/// <summary>Something that needs doing.</summary>
/// <param name="Kind">What.</param>
/// <param name="Count">How many records wait for it.</param>
/// <param name="Event">The event it is about; null for the tenant's affairs.</param>
public sealed record StartTask(StartTaskKind Kind, int Count, StartEvent? Event = null);

/// <summary>How things go.</summary>
/// <param name="Registrations">Participants added.</param>
/// <param name="CheckIns">Check-ins.</param>
/// <param name="Revenue">By currency; only those with revenue in one of the months.</param>
public sealed record StartTrends(StartTrend Registrations, StartTrend CheckIns, IReadOnlyList<StartRevenue> Revenue);

/// <summary>The last <see cref="StartQueries.TrendDays"/> days of the tenant's zone against as many before, oldest first.</summary>
public sealed record StartTrend(IReadOnlyList<StartDay> Days)
{
    /// <summary>In the last days.</summary>
    public int Total => Days.Sum(day => day.Count);

    /// <summary>In the days before.</summary>
    public int TotalBefore => Days.Sum(day => day.Before);
}

/// <summary>One day, and the day that lies a whole span of days before it.</summary>
public sealed record StartDay(DateOnly Date, int Count, int Before);

/// <summary>Issued invoices less credit notes, this month so far and the whole last month, as the revenue report counts.</summary>
public sealed record StartRevenue(string Currency, decimal ThisMonth, decimal LastMonth);

/// <summary>Reads the start page.</summary>
public sealed class StartQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Days of a trend.</summary>
    public const int TrendDays = 30;

    /// <summary>Events shown.</summary>
    public const int ShownEvents = 12;

    /// <summary>The start page as the actor may see it. At most six commands, whatever the number of events and records.</summary>
    public async Task<StartSheet> ReadAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        var now = time.UtcNow();
        var scope = (await ReportScope.OpenAsync(db, new ReportFilter(), now, cancellationToken)).Required();
        var events = await EventsAsync(db, now, cancellationToken);
        var (hasEvents, tasks) = await TasksAsync(db, actor, events, now, cancellationToken);
        var trends = actor.May(Permission.ViewReports) ? await TrendsAsync(db, scope.Zone, now, cancellationToken) : null;
        return new StartSheet(scope.Zone, hasEvents, events, tasks, trends, now);
    }

    internal static Task<List<StartEvent>> EventsAsync(PortalDb db, DateTime now, CancellationToken cancellationToken) => db.Events
        .Where(e => e.EndsAt > now).OrderBy(e => e.StartsAt).ThenBy(e => e.Id).Take(ShownEvents)
        .Select(e => new StartEvent(
            e.Id, e.EventKey, e.Title, e.Place, e.StartsAt, e.EndsAt, e.TimeZone, e.Capacity,
            db.Participants.Count(p => p.EventId == e.Id), db.Participants.Count(p => p.EventId == e.Id && p.IsConfirmed),
                db.Categories.Count(c => c.EventId == e.Id)))
        .ToListAsync(cancellationToken);

    internal static async Task<(bool HasEvents, List<StartTask> Tasks)> TasksAsync(PortalDb db, Actor actor, List<StartEvent> events,
        DateTime now, CancellationToken cancellationToken)
    {
        var (applications, finance) = (actor.May(Permission.ManageApplications), actor.May(Permission.ManageFinance));
        var all = db.Events.AsQueryable();
        var open = db.Applications.Where(a => applications && a.Status == ApplicationStatus.Open);
        var overdue = InvoiceList.Instance.Find(db, new InvoiceFilter { Settlement = Settlement.Overdue }, now).Where(_ => finance);
        var drafts = db.Invoices.Where(i => finance && i.Status == InvoiceStatus.Draft);
        var pending = db.Payments.Where(p => finance && p.Status == PaymentStatus.Pending);
        var counts = await db.Tenants.Where(t => t.Id == db.TenantId)
            .Select(t => new
            {
                HasEvents = all.Any(),
                Open = open.Count(),
                Overdue = overdue.Count(),
                Drafts = drafts.Count(),
                Pending = pending.Count()
            })
            .SingleAsync(cancellationToken);

        List<StartTask> tasks = [new(StartTaskKind.OverdueInvoices, counts.Overdue), new(StartTaskKind.OpenApplications, counts.Open)];
        if (actor.May(Permission.ManageParticipants))
        {
            tasks.AddRange(events.Select(e => new StartTask(StartTaskKind.Unconfirmed, e.Unconfirmed, e)));
            tasks.AddRange(events.Where(e => e.Participants == 0).Select(e => new StartTask(StartTaskKind.NoParticipants, 1, e)));
        }

        if (actor.May(Permission.ManageEvents))
        {
            tasks.AddRange(events.Where(e => e.Categories == 0).Select(e => new StartTask(StartTaskKind.NoCategories, 1, e)));
        }

        tasks.AddRange([new(StartTaskKind.DraftInvoices, counts.Drafts), new(StartTaskKind.PendingPayments, counts.Pending)]);
        return (counts.HasEvents, tasks.FindAll(task => task.Count > 0));
    }

    internal static async Task<StartTrends> TrendsAsync(PortalDb db, TimeZoneInfo zone, DateTime now, CancellationToken cancellationToken)
    {
        var today = zone.Day(now);
        ReportScope Since(DateOnly day) => ReportScope.Of(db, null, new ReportFilter(null, ReportBound.Of(day)), zone, now);
        var days = Since(today.AddDays(1 - (2 * TrendDays)));
        var registrations = await days.Participants().GroupBy(p => Clock.Quarter(p.CreatedAt)).Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var checkIns = await days.CheckIns().GroupBy(c => Clock.Quarter(c.CheckedInAt)).Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var month = new DateOnly(today.Year, today.Month, 1);
        var begins = zone.StartOfDay(month);
        var revenue = await Since(month.AddMonths(-1)).Invoices().GroupBy(i => new { i.Currency, i.Kind, IsNew = i.InvoiceDate >= begins })
            .Select(g => new { g.Key.Currency, g.Key.Kind, g.Key.IsNew, Gross = g.Sum(i => i.GrossMinor) }).ToListAsync(cancellationToken);
        return new StartTrends(
            Trend(registrations.ConvertAll(g => (days.Day(g.Key), g.Count)), today),
            Trend(checkIns.ConvertAll(g => (days.Day(g.Key), g.Count)), today),
            [.. revenue.GroupBy(g => g.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new StartRevenue(
                g.Key,
                ReportMoney.Amount(g.Where(x => x.IsNew).Sum(x => x.Kind == InvoiceKind.CreditNote ? -x.Gross : x.Gross), g.Key),
                ReportMoney.Amount(g.Where(x => !x.IsNew).Sum(x => x.Kind == InvoiceKind.CreditNote ? -x.Gross : x.Gross), g.Key)))]);
    }

    private static StartTrend Trend(List<(DateOnly Day, int Count)> counted, DateOnly today)
    {
        var byDay = counted.GroupBy(day => day.Day).ToDictionary(day => day.Key, day => day.Sum(part => part.Count));
        return new StartTrend([.. Enumerable.Range(0, TrendDays).Select(i => today.AddDays(i + 1 - TrendDays))
            .Select(day => new StartDay(day, byDay.GetValueOrDefault(day), byDay.GetValueOrDefault(day.AddDays(-TrendDays))))]);
    }
}
