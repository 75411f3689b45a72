using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Tenants;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Invoices with lines: written, issued, taken away; and what stands on them about the organisation.</summary>
[Collection("portal")]
public sealed class InvoiceTests(PortalFixture portal)
{
    /// <summary>One grey pixel.</summary>
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task WriteAsync(IPage page, int number, string description, string quantity, string price, string vat)
    {
        var line = page.GetByRole(AriaRole.Group, new() { Name = $"Line {number}", Exact = true });
        await line.GetByLabel("Description").FillAsync(description);
        await line.GetByLabel("Quantity").FillAsync(quantity);
        await line.GetByLabel("Unit price").FillAsync(price);
        await line.GetByLabel("VAT in %").FillAsync(vat);
    }

    private static async Task AssertFitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));

    private async Task<string> ContactAsync()
    {
        var number = $"I{Guid.NewGuid():N}"[..12];
        (await portal.Get<ContactService>()
            .CreateAsync(portal.Owner, new ContactDraft(number, "Nordlicht GmbH", "Ida", $"Kaya {number}", "ida@example.org", null,
            "Hamburg", null, "Kai 1", "20457"))).Required();
        return number;
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task An_invoice_with_three_lines_of_two_rates_is_written_issued_and_taken_away(int width)
    {
        var number = await ContactAsync();
        var page = await portal.PageAsync(Role.Admin, width);
        await page.GotoAsync("invoices/new");
        await PortalFixture.DrawnAsync(page);
        await page.GetByRole(AriaRole.Searchbox, new() { NameRegex = new("^(Search by|Suchen nach) ") }).FillAsync(number);
        await page.GetByRole(AriaRole.Button).Filter(new() { HasText = number }).ClickAsync();
        await WriteAsync(page, 1, "Stand, 9 m²", "9", "190", "19");
        await Button(page, "Create draft").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Draft");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Button(page, "Add line").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Line 2", Exact = true }).GetByLabel("Description")).ToBeFocusedAsync();
        await WriteAsync(page, 2, "", "2.5", "12.34", "7");
        await Button(page, "Add line").ClickAsync();
        await WriteAsync(page, 3, "Discount", "-1", "50", "19");
        var sums = page.GetByLabel("Totals of the lines");
        await Expect(sums).ToContainTextAsync("VAT 19 % on €1,660.00");
        await Expect(sums).ToContainTextAsync("€2,008.41");
        await AssertFitsAsync(page);
        await Button(page, "Save").ClickAsync();
        var second = page.GetByRole(AriaRole.Group, new() { Name = "Line 2", Exact = true });
        await Expect(second).ToContainTextAsync("This field is required.");
        await Expect(second.GetByLabel("Description")).ToBeFocusedAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await second.GetByLabel("Description").FillAsync("Catalogue");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Lines" })).ToContainTextAsync("2.5 × €12.34 · VAT 7 %");
        await Expect(page.GetByLabel("Totals of the lines")).ToContainTextAsync("€2,008.41");
        await Button(page, "Issue").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Issue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(new Regex(@"^R\d{4}-\d{4}$"));
        await PortalFixture.AssertAccessibleAsync(page);
        await AssertFitsAsync(page);
        var issued = await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).TextContentAsync();
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = $"{issued} as PDF" }).ClickAsync());
        Assert.Equal($"{issued}.pdf", download.SuggestedFilename);
        var file = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(file, 0, 8), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_an_invoice_is_for_who_may_see_it()
    {
        var number = await ContactAsync();
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner,
            new InvoiceDraft(number, null, "EUR", 100, DateTime.UtcNow))).Required();
        Assert.Equal(200, (await (await portal.PageAsync(Role.Admin)).APIRequest.GetAsync($"invoices/{id}/file")).Status);
        Assert.Equal(403, (await (await portal.PageAsync(Role.Steward)).APIRequest.GetAsync($"invoices/{id}/file")).Status);
        Assert.Equal(404, (await (await portal.PageAsync(Role.Admin)).APIRequest.GetAsync("invoices/999999999/file")).Status);
        var stranger = await (await portal.PageAsync(null)).APIRequest.GetAsync($"invoices/{id}/file", new() { MaxRedirects = 0 });
        Assert.DoesNotContain("pdf", stranger.Headers.GetValueOrDefault("content-type", ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_on_invoices_is_changed_with_its_logo()
    {
        var page = await portal.PageAsync(Role.Owner, language: "de");
        await page.GotoAsync("tenant");
        var card = page.GetByRole(AriaRole.Group, new() { Name = "Auf Rechnungen" });
        await card.GetByLabel("Anschrift").FillAsync("Am Kai 1\n20457 Hamburg");
        await card.GetByLabel("USt-IdNr.").FillAsync("DE123456789");
        await card.GetByLabel("IBAN").FillAsync("DE89 3704 0044 0532 0130 01");
        await card.GetByRole(AriaRole.Button, new() { Name = "Speichern" }).ClickAsync();
        await Expect(card.GetByText("Das ist keine IBAN, oder eine Ziffer stimmt nicht.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await card.GetByLabel("IBAN").FillAsync("DE89 3704 0044 0532 0130 00");
        await PortalFixture.ChooseFileAsync(page, "logo.png", Encoding.ASCII.GetBytes("no picture"), "image/png");
        await Expect(card.GetByText("Das ist kein lesbares PNG- oder JPEG-Bild.")).ToBeVisibleAsync();
        await PortalFixture.ChooseFileAsync(page, "logo.png", Convert.FromBase64String(Png), "image/png");
        await Expect(card.GetByRole(AriaRole.Img, new() { Name = "Logo von Test" })).ToBeVisibleAsync();
        await Expect(card.GetByLabel("IBAN")).ToHaveValueAsync("DE89 3704 0044 0532 0130 00");
        await card.GetByRole(AriaRole.Button, new() { Name = "Speichern" }).ClickAsync();
        await Expect(page.GetByText("Gespeichert.", new() { Exact = true })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        var own = await portal.Get<TenantProfileService>().OwnAsync(portal.Owner);
        Assert.Equal(("DE89370400440532013000", "PNG, 1 × 1"), (own.Draft.Iban, own.LogoFormat));
        await card.GetByRole(AriaRole.Button, new() { Name = "Logo entfernen" }).ClickAsync();
        await Expect(page.GetByText("Das Logo wurde entfernt.")).ToBeVisibleAsync();
    }
}
