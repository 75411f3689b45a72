using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using static AdminPortal.Tests.Domain.ExportTests;

namespace AdminPortal.Tests.Domain;

/// <summary>Scan log, events, people and audit log as files: the rows of their pages, for who may see those.</summary>
public sealed class LogListTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task The_scan_log_tells_who_was_refused_and_why(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(zone: "Asia/Tokyo");
        await portal.ParticipantAsync("0417");
        await portal.EventAsync("other");
        await portal.ParticipantAsync("0500", "other");
        foreach (var (key, badge) in new[] { ("congress", "0417"), ("congress", "0417"), ("congress", "=9999"), ("other", "0500") })
        {
            await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = key, BadgeNumber = badge, Station = "Nord" });
            portal.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var request = new ReportRequest("scan_list", new ReportFilter("congress"))
        {
            Columns = ["at", "result", "code", "action", "badge_number", "last_name", "station", "overridden", "decided"],
            Sort = new("at", true),
        };
        var rows = await RowsAsync(portal, portal.Owner, request);
        Assert.Equal(["Zeit", "Ergebnis", "Grund", "Richtung", "Badge", "Nachname", "Station", "Durch Aufsicht", "Gerät ohne Netz"],
            rows[0]);
        Assert.Equal(3, rows.Count - 1);
        Assert.Equal(["2026-10-03 17:02:00", "abgewiesen", "Unbekanntes Badge", "hinein", "'=9999", "", "Nord", "Nein", ""], rows[1],
            StringComparer.OrdinalIgnoreCase);
        Assert.Equal("Schon drinnen", rows[2][2]);
        Assert.Equal(["", "0417", "Muster0417"], [rows[3][2], .. rows[3][4..6]]);

        var refused = request with { Conditions = new Dictionary<string, string> { ["code"] = "already_checked_in" } };
        Assert.Equal("0417", Assert.Single((await RowsAsync(portal, portal.Owner, refused)).Skip(1))[4]);
        var page = await portal.Get<CheckInQueries>().ScansAsync(portal.Owner,
            new ScanFilter((await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!.Id), new PageRequest());
        Assert.Equal(page.Items.Select(row => row.BadgeNumber), rows.Skip(1).Select(row => row[4].TrimStart('\'')));

        // Companies are contact data, as on the page.
        var door = portal.Owner with { Permissions = new HashSet<Permission> { Permission.Export, Permission.ViewCheckIns } };
        var open = (await portal.Get<ReportQueries>().OpenAsync(door, request with { Columns = [] })).Required();
        Assert.DoesNotContain(open.Tables[0].Columns, column => column.Key == "company_name");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Events_come_in_the_order_of_their_page(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var now = portal.Time.UtcNow();
        foreach (var (key, days) in new[] { ("past", -30), ("older", -60), ("now", 0), ("next", 20), ("later", 40) })
        {
            var draft = new EventDraft(key, $"Event {key}", null, now.AddDays(days).AddHours(-1), now.AddDays(days).AddHours(1),
                "Europe/Berlin");
            (await portal.Get<EventService>().CreateAsync(portal.Owner, draft)).Required();
        }

        var request = new ReportRequest("event_list", new ReportFilter()) { Columns = ["event_key", "when"] };
        foreach (var sort in EventList.Instance.SortsFor(portal.Owner))
        {
            var page = await portal.Get<EventQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 25, sort, true));
            var rows = await RowsAsync(portal, portal.Owner, request with { Sort = new(sort, true) });
            Assert.Equal(page.Items.Select(row => row.EventKey), rows.Skip(1).Select(row => row[0]));
        }

        Assert.Equal([["now", "läuft gerade"], ["next", "kommt noch"], ["later", "kommt noch"], ["past", "vorbei"], ["older", "vorbei"]],
            (await RowsAsync(portal, portal.Owner, request with { Sort = new(EventQueries.Agenda, false) })).Skip(1));
        Assert.Equal("next", Assert.Single((await RowsAsync(portal, portal.Owner, request with { Filter = new("next") })).Skip(1))[0]);
        var coming = request with { Conditions = new Dictionary<string, string> { ["when"] = "coming" } };
        Assert.Equal(["later", "next"], (await RowsAsync(portal, portal.Owner, coming)).Skip(1).Select(row => row[0]).Order());

        // Whoever is limited to some events has those alone.
        var running = (await portal.Get<EventQueries>().FindAsync(portal.Owner, "now"))!;
        var limited = portal.As(Role.Organiser) with { Limits = new EventLimits([running.Id], [], now) };
        Assert.Equal(["now"], (await RowsAsync(portal, limited, request)).Skip(1).Select(row => row[0]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task People_are_for_those_who_manage_them_also_when_a_schedule_has_ordered_the_file(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        var order = new ExportOrder(new ReportRequest("user_list", new ReportFilter()) { Columns = ["email", "role"] }, ReportFormat.Csv,
            "en");
        var organiser = await PersonAsync(portal, Role.Organiser);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.OrderAsync(organiser, order));

        // One that names an event is of everybody too, and asks for proof.
        var unproven = person with { Proof = new(portal.Time.UtcNow() - (2 * Proof.Age)) };
        foreach (var key in new[] { null, "congress" })
        {
            var mine = order with { Request = order.Request with { Filter = new ReportFilter(key) } };
            Assert.Equal("proof_needed", Assert.Single((await service.OrderAsync(unproven, mine)).Problems).Code);
        }

        var id = (await service.OrderAsync(person, order with { ScheduleId = 1 })).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        Assert.Empty((await service.ListAsync(organiser, new(), new())).Items);
        Assert.Equal("not_found", (await service.OpenAsync(organiser, id)).Problems[0].Code);
        var text = await TextAsync(portal, await PersonAsync(portal, Role.Admin), id);
        Assert.StartsWith("E-mail,Role", text.TrimStart('\uFEFF'), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(",Organiser", text, StringComparison.Ordinal);

        var page = await portal.Get<UserQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 25, "email", false));
        Assert.Equal(page.Items.Select(row => row.Email),
            (await RowsAsync(portal, portal.Owner, order.Request with { Sort = new("email", false) })).Skip(1).Select(row => row[0]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_audit_log_tells_what_changed_of_which_record(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var made = await portal.EventAsync();
        await portal.EventAsync("other");
        portal.Time.Advance(TimeSpan.FromMinutes(5));
        (await portal.Get<EventService>().UpdateAsync(portal.Owner, made.Id, made.Draft with { Title = "Harbour fair", Capacity = 100 },
            made.Version)).Required();
        var request = new ReportRequest("audit_list", new ReportFilter())
        {
            Columns = ["action", "kind", "title", "record", "event_title", "changes", "by"],
            Conditions = new Dictionary<string, string> { ["kind"] = "Event", ["action"] = "changed" },
            Sort = new("at", true),
        };
        var row = Assert.Single((await RowsAsync(portal, portal.Owner, request)).Skip(1));
        Assert.Equal(["geändert", "Veranstaltung"], row[..2]);
        Assert.Equal([made.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "Harbour fair"], row[3..5]);
        Assert.Contains($"Title: {made.Draft.Title} → Harbour fair", row[5], StringComparison.Ordinal);
        Assert.Contains("Capacity: — → 100", row[5], StringComparison.Ordinal);
        Assert.Equal(portal.Owner.Name, row[6]);

        var log = await portal.Get<AuditQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 1000));
        var all = await RowsAsync(portal, portal.Owner, new("audit_list", new()) { Columns = ["record", "kind"], Sort = new("at", true) });
        Assert.Equal(log.Items.Select(entry => $"{entry.EntityId}"), all.Skip(1).Select(cells => cells[0]));
        var ofEvent = request with { Filter = new("congress"), Conditions = new Dictionary<string, string> { ["kind"] = "Event" } };
        Assert.Equal(2, (await RowsAsync(portal, portal.Owner, ofEvent)).Count - 1);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            portal.Get<ReportQueries>().OpenAsync(portal.As(Role.Organiser), request));
    }

    private static async Task<List<string[]>> RowsAsync(TestPortal portal, Actor actor, ReportRequest request) =>
        ReportFiles.Csv(await (await portal.Get<ReportQueries>().OpenAsync(actor, request)).Required()
            .WriteAsync(ReportFormat.Csv, ReportTexts.Of("de")), ';');
}
