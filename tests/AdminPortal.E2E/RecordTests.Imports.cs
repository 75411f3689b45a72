using System.Text;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Imports of records, from the file to the list.</summary>
public sealed partial class RecordTests
{
    [Fact]
    public async Task Invoices_are_imported_after_every_row_had_its_verdict_and_the_page_was_left()
    {
        var number = await ContactAsync();
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync("invoices");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Import invoices" })).ToBeFocusedAsync();
        var csv =
            $"Rechnungsnummer;Kundennummer;Betrag;Datum\n{number}-1;{number};100,00;01.05.2026\n{number}-2;nobody;5;01.05.2026\n;" +
                $"{number};7,50;02.05.2026\n";
        await PortalFixture.ChooseFileAsync(page, "books.csv", Encoding.UTF8.GetBytes(csv));
        await Expect(page.GetByLabel("Rechnungsnummer")).ToHaveValueAsync("Number");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Check all rows").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Customer number: This value does not exist." }))
            .ToBeVisibleAsync();
        await Button(page, "Show every row").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Every row" }).GetByRole(AriaRole.Row)
            .Filter(new() { HasText = $"{number}-1" })).ToContainTextAsync("new");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Import only the good rows (2)").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Applications" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Invoices", Exact = true }).First.ClickAsync();
        // The import goes on without its page; a list that is open does not wait for it.
        for (var look = 0; look < 20 && (look == 0 || await Rows(page).CountAsync() < 2); look++)
        {
            await page.GotoAsync($"invoices?search={number}");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }

        await Expect(Rows(page)).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData("applications", "kunde;x\n1;2\n", "customer_number,event_key,rating,created_at\n{0},congress,4,2026-05-01\n")]
    [InlineData("payments", "kunde;x\n1;2\n", "customer_number,gateway,gross,paid_at,reference\n{0},bank,12.50,2026-05-06,{0}\n")]
    public async Task Applications_and_payments_are_imported_and_a_second_time_nothing_is_left_to_do(string what, string wrong, string rows)
    {
        var number = await ContactAsync();
        var page = await portal.PageAsync(Role.Admin, language: "de");
        var good = Encoding.UTF8.GetBytes(string.Format(null, rows, number));
        await OpenAsync(page, $"{what}/import", what == "payments" ? "Zahlungen importieren" : "Bewerbungen importieren");
        await PortalFixture.ChooseFileAsync(page, "wrong.csv", Encoding.UTF8.GetBytes(wrong));
        await Button(page, "Andere Datei").ClickAsync();
        await PortalFixture.ChooseFileAsync(page, "rows.csv", good);
        await Button(page, "Alle Zeilen prüfen").ClickAsync();
        await Button(page, "Zeilen importieren (1)").ClickAsync();
        await Expect(page.GetByText("Importierte Zeilen: 1.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Was dieser Import getan hat" }).ClickAsync();
        await Button(page, "Diesen Import rückgängig machen").ClickAsync();
        await Button(page, "Rückgängig machen").ClickAsync();
        await Expect(page.GetByText("Alles, was er getan hatte, wurde zurückgenommen.")).ToBeVisibleAsync();
        await OpenAsync(page, $"{what}/import", what == "payments" ? "Zahlungen importieren" : "Bewerbungen importieren");
        await PortalFixture.ChooseFileAsync(page, "rows.csv", good);
        await Button(page, "Alle Zeilen prüfen").ClickAsync();
        await Button(page, "Zeilen importieren (1)").ClickAsync();
        await Button(page, "Weitere Datei importieren").ClickAsync();
        await PortalFixture.ChooseFileAsync(page, "rows.csv", good);
        await Button(page, "Alle Zeilen prüfen").ClickAsync();
        await Expect(page.GetByText("Nichts zu importieren: Alles ist schon so.")).ToBeVisibleAsync();
        await page.GotoAsync($"{what}?search={number}");
        await Expect(Rows(page)).ToHaveCountAsync(1);
    }
}
