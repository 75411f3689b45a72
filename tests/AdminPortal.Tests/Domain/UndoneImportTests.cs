using System.Text.Json;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>An undone import lies in the bin as one removal, and comes back from there.</summary>
public sealed class UndoneImportTests
{
    private static async Task<long> ImportAsync<T>(TestPortal portal, params string[] lines)
        where T : ImportKind
    {
        await using var file = (await ImportFile.TakeAsync(ImportFiles.Csv(lines), "people.csv")).Required();
        var request = new ImportRequest { EventKey = typeof(T) == typeof(ParticipantImport) ? "congress" : null, Pause = TimeSpan.Zero };
        var done = (await portal.Get<T>().RunAsync(portal.Owner, request, file)).Required();
        Assert.True(done.Written, done.RefusedRows.Count > 0 ? done.RefusedRows[0].Reason : "");
        return done.ImportId!.Value;
    }

    /// <summary>An undo costs what it takes back, not what the tenant has.</summary>
    [Fact]
    public async Task Records_are_asked_for_by_their_ids()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync();
        string[] people = [.. Enumerable.Range(0, 60).Select(i => $"M{i},Muster{i},B{i}")];
        var guests = await ImportAsync<ParticipantImport>(portal, ["customer_number,last_name,badge_number", .. people]);
        string[] sums = [.. Enumerable.Range(0, 20).Select(i => $"M{i},EUR,10.00,2026-10-01")];
        var invoices = await ImportAsync<InvoiceImport>(portal, ["customer_number,currency,gross,invoice_date", .. sums]);
        portal.Commands.Reset();
        Assert.Equal(0, (await UndoAsync(portal, invoices)).Required());
        Assert.Equal(0, (await UndoAsync(portal, guests)).Required());
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.False(await db.Contacts.AnyAsync());
        await portal.Commands.AssertGoneByIdAsync(db, atLeast: 15);
    }

    private static Task<Result<int>> UndoAsync(TestPortal portal, long import) => portal.Get<ImportUndo>().UndoAsync(portal.Owner, import);

    private static Task<Page<RemovedRow>> BinAsync(TestPortal portal) =>
        portal.Get<RemovalQueries>().ListAsync(portal.Owner, new RemovedFilter(), new PageRequest(1, 500));

    private static Task<Result<Removed>> RestoreAsync(TestPortal portal, long removal) => portal.Get<Removal>()
        .RestoreAllAsync(portal.Owner, removal);

    /// <summary>All that is shown of the tenant and the event: every row of every list and report, the statistics, the board.</summary>
    private static async Task<List<string>> ShownAsync(TestPortal portal, long eventId)
    {
        var lines = new List<string>();
        foreach (var kind in ReportKinds.All.Where(kind => kind.Key != "audit_list")) // which tells of the import and of its undo
        {
            var filter = kind.NeedsEvent ? new ReportFilter("congress") : new ReportFilter();
            var document = (await portal.Get<ReportQueries>().OpenAsync(portal.Owner, new ReportRequest(kind.Key, filter))).Required();
            foreach (var table in document.Tables)
            {
                await foreach (var row in table.Rows)
                {
                    lines.Add($"{kind.Key} {table.Path}: {string.Join(" | ", row)}");
                }
            }
        }

        lines.Add(JsonSerializer.Serialize(await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress")));
        var board = (await portal.Get<BoardReader>().ReadAsync(portal.Owner.TenantId, eventId, null))!.Snapshot;
        lines.Add(JsonSerializer.Serialize(new
        { board.Expected, board.InsideNow, board.PeopleInside, board.Arrived, board.CheckIns, board.Stations, board.Categories }));
        return lines;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Undone_all_rows_and_figures_are_as_before_and_restored_the_created_ones_as_after(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        foreach (var badge in new[] { "A1", "A2", "A3" })
        {
            await portal.ParticipantAsync(badge);
        }

        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "A1" });
        var before = await ShownAsync(portal, congress.Id);
        string[] created = [.. Enumerable.Range(4, 297).Select(i => $"K{i},Name{i},B{i}")];
        var import = await ImportAsync<ParticipantImport>(portal,
            ["customer_number,last_name,bib", "A1,New1,A1", "A2,New2,A22", "A3,Muster,A3", .. created]);
        var after = await ShownAsync(portal, congress.Id);
        Assert.NotEqual(before, after);

        Assert.Equal(0, (await UndoAsync(portal, import)).Required());
        Assert.Equal(before, await ShownAsync(portal, congress.Id));
        var bin = await BinAsync(portal);
        Assert.Equal(297, bin.Total);
        Assert.All(bin.Items, row =>
            Assert.Equal(("Contact", "people.csv", 297, 297), (row.Entity, row.ImportFile, row.Chosen, row.Participants)));
        var removal = Assert.Single(bin.Items.Select(row => row.RemovalId).Distinct());
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            var undone = await db.AuditOperations.SingleAsync(o => o.Kind == OperationKind.ImportUndone);
            var gone = await db.AuditEntries.Where(e => e.OperationId == undone.Id && e.Action == AuditAction.Deleted)
                .GroupBy(e => e.Entity)
                .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
            Assert.Equal((297, 297), (gone["Contact"], gone["Participant"]));
        }

        var back = (await RestoreAsync(portal, removal)).Required();
        Assert.Equal((297, 297, 0), (back.Ids.Count, back.Along, back.Kept.Count));
        var restored = await ShownAsync(portal, congress.Id);
        var rows = after.Except(before).Where(line => line.Contains("Name", StringComparison.Ordinal)).ToList();
        Assert.InRange(rows.Count, 2 * 297, int.MaxValue);
        Assert.Empty(rows.Except(restored));
        Assert.Equal(after.Count, restored.Count);
        Assert.Equal(0, (await BinAsync(portal)).Total);
        Assert.Empty(await portal.Get<VerificationService>().RunAsync().Where(finding => finding.TenantId == portal.Owner.TenantId)
            .ToListAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_stands_in_the_way_of_one_keeps_that_one_in_the_bin_and_no_other(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var import = await ImportAsync<ParticipantImport>(portal,
            ["customer_number,last_name,bib", .. Enumerable.Range(1, 20).Select(i => $"K{i},Name{i},B{i}")]);
        Assert.Equal(0, (await UndoAsync(portal, import)).Required());
        await portal.ParticipantAsync("B7");
        var back = (await RestoreAsync(portal, (await BinAsync(portal)).Items[0].RemovalId)).Required();
        Assert.Equal((19, "held_badge_number"), (back.Ids.Count, Assert.Single(back.Kept).Code));
        Assert.Equal("K7", Assert.Single((await BinAsync(portal)).Items).Detail);
        Assert.Equal(20, (await portal.Get<ParticipantQueries>()
            .ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id }, new PageRequest())).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_participant_of_a_contact_that_was_there_before_goes_alone_and_comes_back_alone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Ida", "Kaya", null))).Required();
        var import = await ImportAsync<ParticipantImport>(portal, "customer_number,bib", "C1,B1");
        Assert.Equal(0, (await UndoAsync(portal, import)).Required());
        Assert.Equal(1, (await portal.Get<ContactQueries>().ListAsync(portal.Owner, (string?)null, new PageRequest())).Total);
        var row = Assert.Single((await BinAsync(portal)).Items);
        Assert.Equal(("Participant", 1, 0), (row.Entity, row.Chosen, row.Participants));
        (await portal.Get<Removal>().RestoreRecordsAsync(portal.Owner, [row.Id])).Required();
        Assert.Equal("B1",
            Assert.Single((await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest()))
                .Items).BadgeNumber);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Issued_invoices_that_were_imported_go_and_come_back_unless_their_numbers_are_taken(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Ida", "Kaya", null))).Required();
        string[] file = ["number,customer_number,gross,invoice_date,kind,credit_of", "X-1,C1,100,2026-09-01,invoice,",
            "X-2,C1,10,2026-09-02,credit_note,X-1"];
        Assert.Equal(0, (await UndoAsync(portal, await ImportAsync<InvoiceImport>(portal, file))).Required());
        Assert.Empty(await NumbersAsync());
        Assert.Equal(2, (await RestoreAsync(portal, (await BinAsync(portal)).Items[0].RemovalId)).Required().Ids.Count);
        Assert.Equal(["X-1", "X-2"], await NumbersAsync());
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            await db.Invoices.ExecuteDeleteAsync(); // as if the first import had never been
        }

        Assert.Equal(0, (await UndoAsync(portal, await ImportAsync<InvoiceImport>(portal, file))).Required());
        await ImportAsync<InvoiceImport>(portal, file);
        Assert.Equal("held_number", (await RestoreAsync(portal, (await BinAsync(portal)).Items[0].RemovalId)).Problems[0].Code);
        Assert.Equal(["X-1", "X-2"], await NumbersAsync());

        async Task<IEnumerable<string?>> NumbersAsync() =>
            (await portal.Get<InvoiceQueries>().ListAsync(portal.Owner, new InvoiceFilter(), new PageRequest()))
                .Items.Select(invoice => invoice.Number).Order(StringComparer.Ordinal);
    }
}
