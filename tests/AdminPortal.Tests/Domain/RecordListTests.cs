using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Lists of records that are handed on: the rows of their pages, for who may have them.</summary>
public sealed class RecordListTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Participants_come_with_their_stays_in_the_time_of_the_event(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(zone: "Asia/Tokyo");
        await portal.ParticipantAsync("0417");
        await portal.ParticipantAsync("0418", confirmed: false);
        await ScanAsync(portal, "0417", "Nord", ScanAction.CheckIn);
        portal.Time.Advance(TimeSpan.FromHours(1));
        await ScanAsync(portal, "0417", "Nord", ScanAction.CheckOut);
        portal.Time.Advance(TimeSpan.FromHours(1));
        await ScanAsync(portal, "0417", "Süd", ScanAction.CheckIn);

        var csv = await CsvAsync(portal, portal.Owner, new("participant_list", new ReportFilter("congress")));
        Assert.Equal(["Badge", "Kundennummer", "Firma", "Nachname", "Vorname", "E-Mail", "Kategorie", "Bestätigt", "Angelegt", "Check-ins",
            "Erster Check-in", "Erste Station", "Letzter Check-in", "Letzter Check-out", "Drinnen"], csv[0]);
        Assert.Equal(["0417", "0417", "", "Muster0417", "Mia", "0417@example.org", "", "Ja", "2026-10-03 17:00:00", "2",
            "2026-10-03 17:00:00", "Nord", "2026-10-03 19:00:00", "2026-10-03 18:00:00", "Ja"], csv[1]);
        Assert.Equal(["Nein", "2026-10-03 17:00:00", "0", "", "", "", "", "Nein"], csv[2][7..]);

        var chosen = await CsvAsync(portal, portal.Owner,
            new("participant_list", new ReportFilter("congress"))
            {
                Columns = ["check_ins", "nothing", "badge_number"],
                Conditions = new Dictionary<string, string>
                { ["presence"] = "inside" }
            });
        Assert.Equal([["Check-ins", "Badge"], ["2", "0417"]], chosen);

        var stays = await CsvAsync(portal, portal.Owner,
            new("check_in_list", new ReportFilter("congress"))
            {
                Columns = ["badge_number", "station", "checked_in_at", "type"],
                Conditions = new Dictionary<string, string> { ["state"] = "closed" }
            });
        Assert.Equal(["0417", "Nord", "2026-10-03 17:00:00", "Manuell"], Assert.Single(stays.Skip(1)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_who_may_gets_a_list_and_only_of_the_own_tenant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = await portal.ParticipantAsync("0417");
        var reports = portal.Get<ReportQueries>();
        var request = new ReportRequest("participant_list", new ReportFilter("congress"));
        foreach (var kind in ReportKinds.Records)
        {
            await Assert.ThrowsAsync<PermissionDeniedException>(() =>
                reports.OpenAsync(portal.As(Role.Steward), request with { Kind = kind.Key }));
            await Assert.ThrowsAsync<PermissionDeniedException>(
                () => reports.OpenAsync(portal.Owner with { Permissions = new HashSet<Permission> { Permission.Export } },
                    request with { Kind = kind.Key }));
        }

        // Without the right to contact data its columns are not there, even when they are asked for.
        var helper = portal.Owner with { Permissions = new HashSet<Permission> { Permission.Export, Permission.ViewParticipants } };
        var open = (await reports.OpenAsync(helper, request with { Columns = ["email", "badge_number"] })).Required();
        Assert.Equal(["badge_number"], open.Tables[0].Columns.Select(column => column.Key));
        Assert.DoesNotContain((await reports.OpenAsync(helper, request)).Required().Tables[0].Columns, column => column.Key is "email"
            or "company_name" or "customer_number");

        var stranger = portal.Owner with
        {
            TenantId = (await portal.Get<AdminPortal.Domain.Tenants.TenantService>()
            .CreateAsync(Actor.System(0, "test"), new($"o{Guid.NewGuid():N}"[..20], "Other"))).Required()
        };
        Assert.Equal("unknown", (await reports.OpenAsync(stranger, request)).Problems[0].Code);
        Assert.Single(await CsvAsync(portal, stranger, new("contact_list", new ReportFilter())));
        foreach (var (who, seen) in new[] { (portal.Owner, 1), (stranger, 0) })
        {
            // Not by an id of another tenant either.
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(who);
            var scope = ReportScope.Of(db, null, new ReportFilter(), TimeZoneInfo.Utc, portal.Time.UtcNow());
            Assert.Equal(seen, (await new ParticipantList().ReadAsync(scope, [id], default)).Count);
        }

        Assert.Equal("required", (await reports.OpenAsync(portal.Owner, new ReportRequest("participant_list", new ReportFilter())))
            .Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Sums_of_invoices_and_payments_agree_with_the_reports(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        var first = await rows.InvoiceAsync(119_00, "EUR", "2026-03-03T08:00Z");
        await rows.InvoiceAsync(19_00, "EUR", "2026-03-04T08:00Z", kind: InvoiceKind.CreditNote, creditOf: first);
        await rows.InvoiceAsync(777_00, "EUR", "2026-03-05T08:00Z", status: InvoiceStatus.Draft);
        await rows.InvoiceAsync(5_000, "JPY", "2026-03-06T08:00Z");
        await rows.PaymentAsync(40_00, "EUR", "2026-05-05T08:00Z", fee: 50, invoiceId: first);
        await rows.PaymentAsync(60_00, "EUR", "2026-05-06T08:00Z", status: PaymentStatus.Failed, invoiceId: first);
        var reports = portal.Get<ReportQueries>();

        var revenue = (await reports.ReadAsync(portal.Owner, RevenueReport.Kind, new ReportFilter())).Required().Data.Figures.Currencies;
        var (columns, sums) = await SumsAsync(portal, "invoice_list");
        object?[] Sum(int at, params string[] keys) => [.. keys.Select(key => sums[at][columns.IndexOf(key)])];
        Assert.Equal(revenue.Select(c => new object?[] { c.Currency, c.Credited, c.Net, c.Paid, c.Open }),
            [Sum(0, "currency", "credited", "net", "paid", "open"), Sum(1, "currency", "credited", "net", "paid", "open")]);

        var payments = (await reports.ReadAsync(portal.Owner, PaymentsReport.Kind, new ReportFilter())).Required().Data.Figures.Currencies;
        (columns, sums) = await SumsAsync(portal, "payment_list");
        Assert.Equal(new object?[] { "EUR", payments[0].Gross, payments[0].Fees }, Sum(0, "currency", "received", "fees"));

        var open = await CsvAsync(portal, portal.Owner,
            new("invoice_list", new ReportFilter())
            {
                Columns = ["gross", "open", "settlement", "kind", "invoice_date"],
                Conditions = new Dictionary<string, string> { ["settlement"] = "open", ["currency"] = "EUR" }
            });
        Assert.Equal(["119,00", "60,00", "Offen", "Rechnung", "2026-03-03"], Assert.Single(open.Skip(1)));
        var notes = await CsvAsync(portal, portal.Owner, new("invoice_list", new ReportFilter())
        { Columns = ["gross", "open", "settlement"], Conditions = new Dictionary<string, string> { ["kind"] = "creditnote" } });
        Assert.Equal(["-19,00", "", ""], Assert.Single(notes.Skip(1)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Thousands_of_records_are_read_in_portions_and_counted_before(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        await rows.AddAsync(Enumerable.Range(0, 2500)
            .Select(number => new Contact
            {
                CustomerNumber = $"N{number:D5}",
                LastName = "Muster",
                CreatedAt = DateTime.UnixEpoch,
                UpdatedAt = DateTime.UnixEpoch
            }.Normalise()));
        portal.Commands.Reset();
        var document = (await portal.Get<ReportQueries>().OpenAsync(portal.Owner, new ReportRequest("contact_list", new ReportFilter())))
            .Required();
        Assert.Equal(2500, document.Tables[0].Expected);
        var numbers = new List<object?>();
        await foreach (var row in document.Tables[0].Rows)
        {
            numbers.Add(row[0]);
        }

        Assert.Equal(Enumerable.Range(0, 2500).Select(number => $"N{number:D5}"), numbers);
        Assert.Equal(2 + (3 * 2), portal.Commands.Count);
    }

    private static async Task ScanAsync(TestPortal portal, string badge, string station, ScanAction action) =>
        Assert.True((await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = badge, Station = station, Action = action }))
                .Required().Admitted);

    private static async Task<List<string[]>> CsvAsync(TestPortal portal, Actor actor, ReportRequest request) =>
        ReportFiles.Csv(await (await portal.Get<ReportQueries>().OpenAsync(actor, request)).Required()
            .WriteAsync(AdminPortal.Domain.Files.ReportFormat.Csv, ReportTexts.Of("de")), ';');

    private static async Task<(List<string> Columns, IReadOnlyList<object?[]> Sums)> SumsAsync(TestPortal portal, string kind)
    {
        var table = (await portal.Get<ReportQueries>().OpenAsync(portal.Owner, new ReportRequest(kind, new ReportFilter())))
            .Required().Tables[0];
        var totals = new ReportTotals(table.Columns);
        await foreach (var row in table.Rows)
        {
            totals.Add(row);
        }

        return ([.. table.Columns.Select(column => column.Key)], totals.Rows());
    }
}
