using System.Globalization;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Refused rows are kept, handed out as a file, and come back.</summary>
public sealed class ImportRefusedTests
{
    private static Task<string> FileAsync(TestPortal portal, ListedImport import, CultureInfo culture) => RefusedRowsFile.WriteAsync(
        ImportQueries.Headers(import.Record), portal.Get<ImportQueries>().RefusedAsync(portal.Owner, import.Id), "Zeile", "Grund",
            problem => problem.Code, culture);

    [Theory, ClassData(typeof(Providers))]
    public async Task Refused_rows_come_back_mended_with_every_cell_as_it_was(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var request = new ImportRequest { EventKey = "congress", Partial = true };
        string[] lines = ["customer_number,last_name,phone,email,note", "K1,Kaya,+49 40 1,nowhere,\"a;=1+1\"", "K2,Weber,,w@example.org,x",
            "K3,-,'quoted,wrong"];
        var done = (await portal.Get<ParticipantImport>().RunAsync(portal.Owner, request, ImportFiles.Csv(lines))).Required();
        Assert.Equal((1, 2), (done.Created, done.Refused));
        var import = (await portal.Get<ImportQueries>().FindAsync(portal.Owner, done.ImportId!.Value))!;
        var file = await FileAsync(portal, import, CultureInfo.GetCultureInfo("de"));
        Assert.Equal(
            "\uFEFFcustomer_number;last_name;phone;email;note;Zeile;Grund\r\nK1;Kaya;'+49 40 1;nowhere;\"a;'=1+1\";2;" +
                "invalid_email\r\nK3;'-;'quoted;wrong;;4;invalid_email\r\n",
            file.ReplaceLineEndings("\r\n"));
        var mended = file.Replace("nowhere", "k@example.org", StringComparison.Ordinal).Replace("wrong", "", StringComparison.Ordinal);
        var again = (await portal.Get<ParticipantImport>()
            .RunAsync(portal.Owner, request, new MemoryStream(Encoding.UTF8.GetBytes(mended)))).Required();
        Assert.Equal((2, 0), (again.Created, again.Refused));
        var rows = (await portal.Get<ParticipantQueries>()
            .ListAsync(portal.Owner, new ParticipantFilter { EventKey = "congress" }, new PageRequest(1, 50, "name", false))).Items;
        Assert.Equal(["-", "Kaya", "Weber"], rows.Select(row => row.LastName).Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_stopped_import_is_listed_with_its_reasons_and_only_for_whom_may_import_such(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var done = (await portal.Get<ParticipantImport>().RunAsync(
            portal.Owner, new ImportRequest { EventKey = "congress" }, ImportFiles.Csv("last_name,email", "Good,", "Bad,nowhere")))
                .Required();
        Assert.False(done.Written);
        var queries = portal.Get<ImportQueries>();
        var listed = Assert.Single((await queries.ListAsync(portal.As(Role.Organiser), new(), new())).Items);
        Assert.Equal((ImportState.Refused, "participants", "congress", 1, false),
            (listed.Record.State, listed.Record.Kind, listed.EventKey!, listed.Record.Refused, listed.CanUndo));
        Assert.Equal([(3, "invalid_email")], (await queries.RefusedAsync(portal.Owner, listed.Id).ToListAsync())
            .Select(row => (row.Row, row.Problems.Single().Code)));
        Assert.Empty((await queries.ListAsync(portal.As(Role.Steward), new(), new())).Items);
        Assert.Null(await queries.FindAsync(portal.As(Role.Steward), listed.Id));
        Assert.Empty(await queries.RefusedAsync(portal.As(Role.Steward), listed.Id).ToListAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_an_import_did_is_listed_in_pages_and_forgotten_after_thirty_days(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var lines = Enumerable.Range(1, 70).Select(i => $"K{i},Name{i:D2}").Prepend("customer_number,last_name").ToArray();
        var done = (await portal.Get<ParticipantImport>()
            .RunAsync(portal.Owner, new ImportRequest { EventKey = "congress" }, ImportFiles.Csv(lines))).Required();
        var queries = portal.Get<ImportQueries>();
        var second = await queries.ChangesAsync(portal.Owner, done.ImportId!.Value, false, new PageRequest(2, 50));
        Assert.Equal((140, 50), (second.Total, second.Items.Count));
        var all = second.Items.Concat((await queries.ChangesAsync(portal.Owner, done.ImportId.Value, false, new PageRequest(1, 50))).Items)
            .Concat((await queries.ChangesAsync(portal.Owner, done.ImportId.Value, false, new PageRequest(3, 50))).Items).ToList();
        Assert.Equal(140, all.Select(row => (row.Entity, row.Id)).Distinct().Count());
        Assert.All(all.Where(row => row.Entity == nameof(Participant)), row =>
            Assert.Equal((true, "congress"), (row.Created, row.EventKey)));
        portal.Time.Advance(ImportLog.Kept + TimeSpan.FromMinutes(1));
        await portal.Get<ImportLog>().ForgetAsync(default);
        Assert.Null(await queries.FindAsync(portal.Owner, done.ImportId.Value));
    }
}
