using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Support;

/// <summary>
/// An event with a record of every kind, each of which says the event's mark somewhere: whoever reads that word has seen something of it.
/// </summary>
public sealed record MarkedEvent(string Mark, string Key, long Id, IReadOnlyDictionary<string, long> Ids)
{
    /// <summary>The ids of all of its records, without repetition.</summary>
    public IReadOnlyList<long> AllIds { get; } = [.. Ids.Values.Append(Id).Distinct()];

    private static readonly (string Kind, Type Entity)[] Kinds =
    [
        ("category", typeof(Category)), ("contact", typeof(Contact)), ("participant", typeof(Participant)),
        ("window", typeof(CheckInWindow)), ("check_in", typeof(CheckIn)), ("station", typeof(Station)), ("wall", typeof(Wall)),
        ("application", typeof(Application)), ("invoice", typeof(Invoice)), ("payment", typeof(Payment)),
        ("schedule", typeof(ReportSchedule)),
    ];

    /// <summary>Every record of it as it is stored, and how many there are.</summary>
    public async Task<string> StateAsync(IDbContextFactory<PortalDb> databases, Actor owner)
    {
        await using var db = databases.Read(owner);
        var rows = new List<object?>();
        foreach (var (kind, entity) in Kinds.Append(("event", typeof(Event))))
        {
            var id = kind == "event" ? Id : Ids[kind];
            var row = await db.FindAsync(entity, id) ?? throw new InvalidOperationException($"The {kind} is gone.");
            rows.Add(db.Entry(row).Properties.Where(p => p.Metadata.Name is not ("LastSeenAt" or "LastScanAt"))
                .ToDictionary(p => p.Metadata.Name, p => p.CurrentValue));
        }

        rows.Add(await db.Participants.CountAsync(p => p.EventId == Id));
        rows.Add(await db.CheckIns.CountAsync(c => c.EventId == Id));
        rows.Add(await db.Scans.CountAsync(s => s.EventId == Id));
        rows.Add(await db.Stations.CountAsync(s => s.EventId == Id));
        rows.Add(await db.Categories.CountAsync(c => c.EventId == Id));
        rows.Add(await db.ApplicationEvents.CountAsync(a => a.EventId == Id));
        return JsonSerializer.Serialize(rows);
    }

    /// <summary>A text without what a request for it says by itself.</summary>
    public string Without(string text) => text.Replace(Key, "", StringComparison.Ordinal)
        .Replace($"N{Mark}", "", StringComparison.Ordinal).Replace($"B{Mark}", "", StringComparison.Ordinal);

    /// <summary>Fills an event as the owner of a tenant.</summary>
    public static async Task<MarkedEvent> AddAsync(Func<Type, object> services, Actor owner, string mark, DateTime now)
    {
        T Get<T>() => (T)services(typeof(T));
        var key = $"event-{mark}";
        var ids = new Dictionary<string, long>();
        var id = (await Get<EventService>().CreateAsync(owner, new EventDraft(key, $"Title {mark}", $"Place {mark}", now.AddHours(-2),
            now.AddDays(2), "Europe/Berlin"))).Required();
        ids["category"] = (await Get<CategoryService>().CreateAsync(owner, id, $"cat-{mark}", $"Category {mark}")).Required();
        ids["contact"] = (await Get<ContactService>().CreateAsync(owner, new ContactDraft($"N{mark}", $"Company {mark}", "Mia",
            $"Last{mark}", $"{mark}@example.org"))).Required();
        ids["participant"] = (await Get<ParticipantService>().CreateAsync(owner,
            new ParticipantDraft(key, $"N{mark}", true, $"B{mark}", $"cat-{mark}"))).Required();
        ids["window"] = (await Get<CheckInWindowService>().CreateAsync(owner, id,
            new WindowDraft($"Window {mark}", now.AddHours(-1), now.AddHours(1)))).Required();
        ids["check_in"] = (await Get<CheckInService>().ScanAsync(owner,
            new ScanRequest { EventKey = key, BadgeNumber = $"B{mark}", Station = $"Door {mark}" })).Required().Record!.Id;
        await Get<CheckInService>().ScanAsync(owner, new ScanRequest { EventKey = key, BadgeNumber = $"X{mark}" });
        ids["station"] = (await Get<StationService>().CreateAsync(owner, id, new StationDraft($"Door {mark}"))).Required().Id;
        ids["wall"] = (await Get<WallService>().CreateAsync(owner, id, new WallDraft($"Wall {mark}"))).Required().Id;
        ids["application"] = (await Get<ApplicationService>().CreateAsync(owner,
            new ApplicationDraft($"N{mark}", [key], null, $"Message {mark}"))).Required();
        ids["invoice"] = (await Get<InvoiceService>().CreateAsync(owner,
            new InvoiceDraft($"N{mark}", key, "EUR", 11_900, now, now.AddDays(14), $"Notes {mark}"))).Required();
        ids["payment"] = (await Get<PaymentService>().RecordAsync(owner,
            new PaymentDraft(null, $"N{mark}", key, "cash", "EUR", 100, 0, now, $"Ref {mark}"))).Required();
        ids["schedule"] = (await Get<ScheduleService>().CreateAsync(owner, new ScheduleDraft($"Schedule {mark}", "participants", key,
            ScheduleRange.Everything, ReportFormat.Csv, "en", ScheduleRhythm.Daily, null, 60, 0, [$"{mark}@example.org"]))).Required();
        ids["design"] = (await Get<BadgeDesignService>().ListAsync(owner, id)).Select(design => design.Id).FirstOrDefault();
        return new MarkedEvent(mark, key, id, ids.Where(pair => pair.Value > 0).ToDictionary());
    }
}
