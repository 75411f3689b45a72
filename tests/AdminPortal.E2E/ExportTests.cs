using System.Globalization;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Invoices;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class ExportTests(PortalFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task OrderAsync(IPage page, string format, string export = "Export")
    {
        await Button(page, export).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = format, Exact = true }).ClickAsync();
    }

    private static ILocator Files(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static async Task<string[]> LinesAsync(IDownload download) => await File.ReadAllLinesAsync((await download.PathAsync())!);

    [Fact]
    public async Task A_small_file_of_the_filtered_list_is_saved_by_itself_and_stays_in_the_list_of_files()
    {
        await portal.EventAsync("takeaway", 12);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/takeaway/participants?search=zoller");
        await Button(page, "Export").ClickAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV", Exact = true })
            .ClickAsync());
        Assert.Matches(@"takeaway \d{4}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        var lines = await LinesAsync(download);
        Assert.Equal(2, lines.Length);
        Assert.Contains("Zoller", lines[1], StringComparison.Ordinal);
        await Expect(page.GetByText($"Saved: {download.SuggestedFilename}")).ToBeVisibleAsync();

        await page.GotoAsync("exports");
        var file = Files(page).First;
        await Expect(file).ToContainTextAsync("Herbst takeaway · “zoller”");
        await Expect(file.GetByRole(AriaRole.Cell, new() { Name = "1", Exact = true })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var again = await page.RunAndWaitForDownloadAsync(() => file.GetByRole(AriaRole.Link).ClickAsync());
        Assert.Equal(lines, await LinesAsync(again));

        // Nobody else gets it, whatever they may do.
        var id = Regex.Match((await file.GetByRole(AriaRole.Link).GetAttributeAsync("href"))!, @"\d+").Value;
        foreach (var role in new[] { Role.Owner, Role.Steward })
        {
            var other = await portal.PageAsync(role);
            Assert.Equal(404, (await other.APIRequest.GetAsync($"exports/{id}/file")).Status);
        }

        Assert.NotEqual("text/csv", (await (await portal.PageAsync(null))
            .APIRequest.GetAsync($"exports/{id}/file", new() { MaxRedirects = 0 })).Headers.GetValueOrDefault("content-type"));
        await file.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText("File deleted.")).ToBeVisibleAsync();
        Assert.Equal(404, (await page.APIRequest.GetAsync($"exports/{id}/file")).Status);

        // Both times it was taken away are in the audit log, and nothing of those who did not get it.
        var log = await portal.PageAsync(Role.Owner, language: "de");
        await log.GotoAsync($"audit?kind=ReportExport&record={id}&action=Downloaded");
        var entries = log.Locator("tbody tr");
        await Expect(entries).ToHaveCountAsync(2);
        foreach (var text in new[] { "heruntergeladen", "Organiser", "Dateiname", download.SuggestedFilename, "127.0.0.1" })
        {
            await Expect(entries.First).ToContainTextAsync(text);
        }

        await PortalFixture.AssertAccessibleAsync(log);
    }

    [Theory]
    [InlineData("participants", "events/sorted/participants", "badge", "Badge")]
    [InlineData("contacts", "contacts", "customer_number", "Customer number")]
    [InlineData("invoices", "invoices", "amount", "Amount")]
    public async Task A_file_has_the_order_that_was_chosen_on_the_page(string list, string address, string sort, string column)
    {
        if (list == "participants")
        {
            await portal.EventAsync("sorted", 12);
        }

        // Other tests have invoices too, in other currencies.
        var company = $"Sorted{Guid.NewGuid():N}"[..14];
        foreach (var amount in list == "invoices" ? new[] { 900, 7_000, 80 } : [])
        {
            var number = $"S{Guid.NewGuid():N}"[..12];
            (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, company, null, null, null))).Required();
            (await portal.Get<InvoiceService>()
                .CreateAsync(portal.Owner, new InvoiceDraft(number, null, "EUR", amount * 100, DateTime.UtcNow))).Required();
        }

        var page = await portal.PageAsync(Role.Owner);
        foreach (var order in new[] { "desc", "asc" })
        {
            await page.GotoAsync($"{address}?sort={sort}&order={order}{(list == "invoices" ? $"&search={company}" : "")}");
            await Button(page, "Export").ClickAsync();
            var download = await page.RunAndWaitForDownloadAsync(() =>
                page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV", Exact = true }).ClickAsync());
            var lines = await LinesAsync(download);
            var at = Array.IndexOf(Cells(lines[0].TrimStart('\uFEFF')), column);
            var values = lines[1..].Select(line => Cells(line)[at]).ToList();
            IEnumerable<string> up = list == "invoices"
                ? values.OrderBy(value => decimal.Parse(value, CultureInfo.InvariantCulture))
                : values.Order(StringComparer.Ordinal);
            Assert.True(values.Distinct().Count() > 2);
            Assert.Equal(order == "asc" ? up : up.Reverse(), values);
        }

        static string[] Cells(string line)
        {
            using var reader = CsvReader.Create(new StringReader(line), new CsvReaderOptions { HasHeader = false });
            return reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(at => reader.GetString(at))] : [];
        }
    }

    [Fact]
    public async Task Chosen_columns_and_their_order_are_remembered_and_are_those_of_the_file()
    {
        await portal.EventAsync("columns", 3);
        var page = await portal.PageAsync(Role.Organiser, language: "de");
        await page.GotoAsync("contacts");
        await OrderAsync(page, "Spalten wählen …", "Exportieren");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PortalFixture.AssertAccessibleAsync(page);
        foreach (var box in (await dialog.GetByRole(AriaRole.Checkbox).AllAsync()).Skip(2))
        {
            await box.UncheckAsync();
        }

        var names = await dialog.Marked(".column-list label > :last-child").AllInnerTextsAsync();
        await dialog.GetByRole(AriaRole.Checkbox).First.PressAsync("Alt+ArrowDown");
        await Expect(dialog.GetByRole(AriaRole.Checkbox).First).ToHaveAccessibleNameAsync(names[1].Trim());
        await Expect(dialog.GetByRole(AriaRole.Checkbox).Nth(1)).ToBeFocusedAsync();
        await Button(page, "Speichern").ClickAsync();
        await Expect(page.GetByText("Spalten für Ihre nächsten Dateien gespeichert.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Button(page, "Exportieren").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV", Exact = true })
            .ClickAsync());
        Assert.Equal($"{names[1].Trim()};{names[0].Trim()}", (await LinesAsync(download))[0]);
    }

    [Fact]
    public async Task What_waits_is_seen_again_after_leaving_and_can_be_cancelled()
    {
        await portal.EventAsync("waiting", 2);
        var page = await portal.PageAsync(Role.Admin, 360, language: "de");

        // The person's one place is taken, so that what follows waits.
        var admin = (await portal.Get<UserQueries>().ListAsync(portal.Owner, new() { Search = PortalFixture.Email(Role.Admin) }, new()))
            .Items.Single();
        var place = new ReportExport
        {
            UserId = admin.Id,
            UserName = "Admin Person",
            Kind = "participants",
            Request = """{"Kind":"participants","Columns":[],"Conditions":{}}""",
            Format = ReportFormat.Csv,
            Language = "de",
            State = ExportState.Running,
            Rows = 3,
            Expected = 10,
            Owner = new string('a', 32),
            LeaseUntil = DateTime.UtcNow.AddHours(1),
            CreatedAt = DateTime.UtcNow,
            ExpiresAt = DateTime.UtcNow.AddDays(7)
        };
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Actor = portal.Owner;
            db.ReportExports.Add(place);
            await db.SaveChangesAsync();
        }

        await page.GotoAsync("events/waiting/check-ins");
        await OrderAsync(page, "CSV", "Exportieren");
        var tray = page.GetByRole(AriaRole.Region, new() { Name = "Dateien in Arbeit" });
        await Expect(tray).ToContainTextAsync("Wartet");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GotoAsync("contacts");
        await Expect(tray).ToContainTextAsync("Wartet");
        await page.GotoAsync("exports");
        var own = Files(page).Filter(new() { HasNotText = "nach Zeitplan" });
        await Expect(own.Last).ToContainTextAsync("3 von 10 Zeilen");
        await PortalFixture.AssertAccessibleAsync(page);
        await own.Last.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(own.Last).ToContainTextAsync("Abgebrochen");
        await Expect(own.First.GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }
}
