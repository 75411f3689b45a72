using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Tests.Support;

/// <summary>The reports once more, by walking over all living records in memory, one by one.</summary>
public sealed class ReportWalk
{
    private readonly TimeZoneInfo zone;

    private readonly DateTime now;

    private ReportWalk(TimeZoneInfo zone, DateTime now) => (this.zone, this.now) = (zone, now);

    private List<Event> Events { get; set; } = [];

    private List<Category> Categories { get; set; } = [];

    private List<Participant> People { get; set; } = [];

    private List<CheckIn> CheckIns { get; set; } = [];

    private List<Application> Wishes { get; set; } = [];

    private List<ApplicationEvent> WishedEvents { get; set; } = [];

    private List<Invoice> Invoices { get; set; } = [];

    private List<Payment> Money { get; set; } = [];

    private ILookup<long?, Payment> MoneyOf => field ??= Money.ToLookup(p => p.InvoiceId);

    private Dictionary<long, Invoice> Known => field ??= Invoices.ToDictionary(i => i.Id);

    /// <summary>Records that are walked over.</summary>
    public int Rows => Events.Count + Categories.Count + People.Count + CheckIns.Count + Wishes.Count + WishedEvents.Count + Invoices.Count
        + Money.Count;

    public static async Task<ReportWalk> OfAsync(ReportRows rows, TimeZoneInfo zone, DateTime now) => new(zone, now)
    {
        Events = await rows.AllAsync<Event>(),
        Categories = await rows.AllAsync<Category>(),
        People = await rows.AllAsync<Participant>(),
        CheckIns = await rows.AllAsync<CheckIn>(),
        Wishes = await rows.AllAsync<Application>(),
        WishedEvents = await rows.AllAsync<ApplicationEvent>(),
        Invoices = await rows.AllAsync<Invoice>(),
        Money = await rows.AllAsync<Payment>(),
    };

    public ParticipantsReport Participants(ReportFilter filter)
    {
        var people = People.Where(p => For(filter, p.EventId) && In(filter, p.CreatedAt)).ToList();
        var came = CheckIns.Select(c => c.ParticipantId).ToHashSet();
        bool Came(Participant p) => came.Contains(p.Id);
        Category? Of(Participant p) => Categories.Find(c => c.Id == p.CategoryId);
        return new ParticipantsReport(
            new ParticipantFigures(people.Count, people.Count(p => p.IsConfirmed), people.DistinctBy(p => p.ContactId)
                .Count(), people.Count(Came), people.Count(p => p.IsConfirmed && !Came(p) && Named(p.EventId)!.EndsAt <= now)),
            people.GroupBy(p => Named(p.EventId)!).OrderBy(g => g.Key.EventKey, StringComparer.Ordinal)
                .Select(g => new EventParticipants(g.Key.EventKey, g.Key.Title, g.Count(), g.Count(p => p.IsConfirmed), g.Count(Came)))
                .ToList(),
            people.GroupBy(p => Of(p)?.CategoryKey).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CategoryParticipants(g.Key, g.Select(Of).MaxBy(c => c?.Id)?.Title, g.Count(), g.Count(Came))).ToList(),
            Days(people, p => p.CreatedAt));
    }

    public ApplicationsReport Applications(ReportFilter filter)
    {
        var wishes = Wishes.Where(a => In(filter, a.CreatedAt)
            && (filter.EventKey is null || WishedEvents.Exists(e => e.ApplicationId == a.Id && For(filter, e.EventId)))).ToList();
        var ids = wishes.Select(a => a.Id).ToHashSet();
        var ratings = wishes.Where(a => a.Rating is not null).Select(a => (decimal)a.Rating!).ToList();
        int Count(ApplicationStatus status) => wishes.Count(a => a.Status == status);
        return new ApplicationsReport(
            new ApplicationFigures(Count(ApplicationStatus.Open), Count(ApplicationStatus.Approved), Count(ApplicationStatus.Rejected),
                ratings.Count == 0 ? null : Math.Round(ratings.Average(), 2, MidpointRounding.AwayFromZero)),
            WishedEvents.Where(e => ids.Contains(e.ApplicationId) && Named(e.EventId) is not null && For(filter, e.EventId))
                .GroupBy(e => Named(e.EventId)!).OrderBy(g => g.Key.EventKey, StringComparer.Ordinal)
                .Select(g => new EventApplications(g.Key.EventKey, g.Key.Title, g.Count(), g.Count(e => e.IsApproved))).ToList(),
            wishes.GroupBy(a => a.CategoryKey).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CategoryApplications(
                g.Key, Categories.Where(c => c.CategoryKey == g.Key && For(filter, c.EventId)).MaxBy(c => c.Id)?.Title, g.Count(),
                    g.Count(a => a.Status == ApplicationStatus.Approved))).ToList(),
            Days(wishes, a => a.CreatedAt));
    }

    public RevenueReport Revenue(ReportFilter filter)
    {
        var invoices = Invoices.Where(i => i.Status == InvoiceStatus.Issued && In(filter, i.InvoiceDate)
            && (filter.EventKey is null || (i.EventId is { } id && For(filter, id)))).ToList();
        static decimal Net(IEnumerable<Invoice> of, string currency) =>
            Round(of.Sum(i => i.Kind == InvoiceKind.Invoice ? Exact(i.GrossMinor, currency) : -Exact(i.GrossMinor, currency)));
        decimal Paid(Invoice invoice) => MoneyOf[invoice.Id]
            .Where(p => p.Currency == invoice.Currency && p.Status == PaymentStatus.Completed).Sum(p => Exact(p.GrossMinor, p.Currency));
        return new RevenueReport(
            new RevenueFigures(
                invoices.GroupBy(i => i.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CurrencyRevenue(
                    g.Key, Round(g.Where(i => i.Kind == InvoiceKind.CreditNote).Sum(i => Exact(i.GrossMinor, g.Key))), Net(g, g.Key),
                        Round(g.Where(i => i.Kind == InvoiceKind.Invoice).Sum(Paid)))).ToList(),
                invoices.Count(i => i.Kind == InvoiceKind.Invoice)),
            invoices.GroupBy(i => (Event: i.EventId is { } id ? Named(id) : null, i.Currency)).OrderBy(g => g.Key.Event is null)
                .ThenBy(g => g.Key.Event?.EventKey, StringComparer.Ordinal).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new EventRevenue(g.Key.Event?.EventKey, g.Key.Event?.Title, g.Key.Currency, Net(g, g.Key.Currency))).ToList(),
            invoices.GroupBy(i => (Month: new DateOnly(Day(i.InvoiceDate).Year, Day(i.InvoiceDate).Month, 1), i.Currency))
                .OrderBy(g => g.Key.Month).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new MonthRevenue(g.Key.Month, g.Key.Currency, Net(g, g.Key.Currency))).ToList());
    }

    public PaymentsReport Payments(ReportFilter filter)
    {
        var payments = Money.Where(p => In(filter, p.PaidAt)
            && (filter.EventKey is null || ((p.EventId ?? (p.InvoiceId is { } of ? Known.GetValueOrDefault(of)?.EventId : null)) is { } id
                && For(filter, id)))).ToList();
        var completed = payments.Where(p => p.Status == PaymentStatus.Completed).ToList();
        static decimal Gross(IEnumerable<Payment> of) => Round(of.Sum(p => Exact(p.GrossMinor, p.Currency)));
        return new PaymentsReport(
            new PaymentFigures(completed.GroupBy(p => p.Currency).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CurrencyPayments(g.Key, Gross(g), Round(g.Sum(p => Exact(p.FeeMinor, g.Key))))).ToList(), completed.Count),
            payments.GroupBy(p => (p.Status, p.Currency)).OrderBy(g => g.Key.Status).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new StatusPayments(g.Key.Status, g.Count(), Gross(g), g.Key.Currency)).ToList(),
            completed.GroupBy(p => (p.Gateway, p.Currency)).OrderBy(g => g.Key.Gateway, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new GatewayPayments(g.Key.Gateway, g.Count(), Gross(g), g.Key.Currency)).ToList(),
            completed.GroupBy(p => (Date: Day(p.PaidAt), p.Currency)).OrderBy(g => g.Key.Date)
                .ThenBy(g => g.Key.Currency, StringComparer.Ordinal).Select(g => new DayPayments(g.Key.Date, g.Key.Currency, Gross(g)))
                    .ToList());
    }

    public OverviewReport Overview(ReportFilter filter)
    {
        var events = Events.Where(e => For(filter, e.Id) && In(filter, e.StartsAt)).ToList();
        var checkIns = CheckIns.Where(c => For(filter, c.EventId) && In(filter, c.CheckedInAt)).ToList();
        var open = checkIns.Where(c => c.CheckedOutAt is null).ToList();
        return new OverviewReport(
            new EventFigures(events.Count(e => e.StartsAt > now), events.Count(e => e.StartsAt <= now && e.EndsAt > now),
                events.Count(e => e.EndsAt <= now)),
            Participants(filter).Figures,
            new CheckInFigures(checkIns.Count, checkIns.DistinctBy(c => c.ParticipantId).Count(), open.Count, open.Sum(c => c.Quantity)),
            Applications(filter).Figures,
            Revenue(filter).Figures,
            Payments(filter).Figures);
    }

    private static decimal Exact(long minor, string currency) => currency switch
    { "JPY" => minor, "KWD" => minor / 1000m, _ => minor / 100m };

    private static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static bool Between<T>(T first, T at, T last)
        where T : IComparable<T> => first.CompareTo(at) <= 0 && at.CompareTo(last) <= 0;

    private Event? Named(long id) => Events.Find(e => e.Id == id);

    private bool For(ReportFilter filter, long eventId) => filter.EventKey is null || Named(eventId)?.EventKey == filter.EventKey;

    private DateOnly Day(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(new DateTimeOffset(utc), zone).DateTime);

    private List<DayCount> Days<T>(IEnumerable<T> rows, Func<T, DateTime> at) => rows.GroupBy(row => Day(at(row))).OrderBy(g => g.Key)
        .Select(g => new DayCount(g.Key, g.Count())).ToList();

    /// <summary>A day by the calendar on the wall, a moment to the millisecond.</summary>
    private bool In(ReportFilter filter, DateTime utc)
    {
        var at = utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond));
        var began = filter.From is not { } from || (from.Day is { } first ? Between(first, Day(at), DateOnly.MaxValue) : from.Moment <= at);
        return began && (filter.To is not { } to || (to.Day is { } last ? Between(DateOnly.MinValue, Day(at), last) : at <= to.Moment));
    }
}
