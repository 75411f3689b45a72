using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Applications, invoices and payments as people create, change and import them.</summary>
[Collection("portal")]
public sealed partial class RecordTests(PortalFixture portal)
{
    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Facts(IPage page) => page.GetByRole(AriaRole.Main);

    private static async Task OpenAsync(IPage page, string path, string title)
    {
        await page.GotoAsync(path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title })).ToBeFocusedAsync();
    }

    private async Task<string> ContactAsync()
    {
        var number = $"G{Guid.NewGuid():N}"[..12];
        (await portal.Get<ContactService>()
            .CreateAsync(portal.Owner, new ContactDraft(number, "Elbe Werft AG", "Vera", $"Zoller {number}", null))).Required();
        return number;
    }

    private async Task<long> DraftAsync(string contact, long gross = 100_000, string currency = "EUR", int daysAgo = 0) =>
        (await portal.Get<InvoiceService>()
            .CreateAsync(portal.Owner, new InvoiceDraft(contact, null, currency, gross, DateTime.UtcNow.AddDays(-daysAgo)))).Required();

    private async Task<InvoiceRow> IssuedAsync(string contact)
    {
        var id = await DraftAsync(contact);
        (await portal.Get<InvoiceService>().IssueAsync(portal.Owner, id)).Required();
        return (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, id))!.Row;
    }

    private static async Task PickAsync(IPage page, string number)
    {
        await page.GetByRole(AriaRole.Searchbox, new() { NameRegex = new("^(Search by|Suchen nach) ") }).FillAsync(number);
        await page.GetByRole(AriaRole.Button).Filter(new() { HasText = number }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { NameRegex = new("^(Search by|Suchen nach) ") })).ToHaveCountAsync(0);
        await Expect(page.GetByText(number).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_application_of_a_new_contact_is_created_changed_and_its_history_read()
    {
        await portal.EventAsync("apply-one", 0);
        await portal.EventAsync("apply-two", 0);
        var page = await portal.PageAsync(Role.Admin);
        await OpenAsync(page, "applications/new", "New application");
        await Button(page, "Create application").ClickAsync();
        await Expect(page.GetByText("Choose a contact.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { NameRegex = new("^Search by name, company") })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Events applied for" })).ToHaveAccessibleDescriptionAsync(
            new Regex("This field is required."));
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "New contact").ClickAsync();
        await page.GetByLabel("First name").FillAsync("Noël");
        await page.GetByLabel("Last name").FillAsync("Applicant");
        await page.GetByLabel("Herbst apply-one").CheckAsync();
        await PortalFixture.ChooseAsync(page, "Category", "Exhibitor");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync("A corner stand, please.");
        await Button(page, "Create application").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/applications/\d+$"));
        await Expect(Facts(page)).ToContainTextAsync("A corner stand, please.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await page.GetByLabel("Herbst apply-two").CheckAsync();
        await PortalFixture.ChooseAsync(page, "Rating", "3 of 5");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByLabel("Herbst apply-two")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Rating")).ToHaveValueAsync("3 of 5");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "apply-one, apply-two" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Show every record").ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("record="));
    }

    [Fact]
    public async Task Selected_applications_are_rated_approved_for_one_event_and_deleted_each_with_a_way_back()
    {
        await portal.EventAsync("bulk-one", 0);
        await portal.EventAsync("bulk-two", 0);
        var number = await ContactAsync();
        var service = portal.Get<ApplicationService>();
        foreach (var keys in new string[][] { ["bulk-one", "bulk-two"], ["bulk-two"] })
        {
            (await service.CreateAsync(portal.Owner, new ApplicationDraft(number, keys, "visitor"))).Required();
        }

        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync($"applications?search={number}&category=visitor");
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Button(page, "Rate").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "5 of 5" }).ClickAsync();
        await Expect(Rows(page).Filter(new() { HasText = "5 of 5" })).ToHaveCountAsync(2);
        await Button(page, "Undo").ClickAsync();
        await Expect(Rows(page).Filter(new() { HasText = "5 of 5" })).ToHaveCountAsync(0);
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Button(page, "Approve").ClickAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Only for Herbst bulk-one" }).ClickAsync();
        await Expect(page.GetByText("Approved applications: 1.")).ToBeVisibleAsync();
        await Expect(Rows(page).Filter(new() { HasText = "Approved" })).ToHaveCountAsync(1);
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Button(page, "Delete").ClickAsync();
        await Expect(page.GetByText("Deleted applications: 2.")).ToBeVisibleAsync();
        await Expect(Rows(page)).ToHaveCountAsync(0);
        await PortalFixture.Messages(page).Filter(new() { HasText = "Deleted" }).GetByRole(AriaRole.Button, new() { Name = "Undo" })
            .ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_draft_is_created_after_its_form_said_what_is_wrong_and_changed_and_cancelled_by_a_credit_note()
    {
        var number = await ContactAsync();
        var page = await portal.PageAsync(Role.Admin, language: "de");
        await OpenAsync(page, "invoices/new", "Neue Rechnung");
        await Button(page, "Position 1 entfernen").ClickAsync();
        await page.GetByLabel("Betrag").FillAsync("1.234,567");
        await page.GetByLabel("Fällig").FillAsync("2020-01-01");
        await Button(page, "Entwurf anlegen").ClickAsync();
        await Expect(page.Field("Betrag")).ToHaveAccessibleDescriptionAsync(new Regex("Betrag über null"));
        await Expect(page.Field("Fällig")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByText("Bitte einen Kontakt wählen.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Betrag")).ToHaveValueAsync("1.234,567");
        await PortalFixture.AssertAccessibleAsync(page);
        await PickAsync(page, number);
        await page.GetByLabel("Betrag").FillAsync("1.234,50");
        await page.GetByLabel("Fällig").FillAsync("");
        await Button(page, "Entwurf anlegen").ClickAsync();
        await Expect(Facts(page)).ToContainTextAsync("1.234,50 €");
        await page.GetByRole(AriaRole.Link, new() { Name = "Bearbeiten" }).ClickAsync();
        await Expect(page.GetByLabel("Betrag")).ToHaveValueAsync("1234,50");
        await Expect(page.GetByText(number).First).ToBeVisibleAsync();
        await page.GetByLabel("Betrag").FillAsync("900");
        await page.GetByLabel("Währung").FillAsync("chf");
        await Button(page, "Speichern").ClickAsync();
        await Expect(Facts(page)).ToContainTextAsync("900,00 CHF");
        await Button(page, "Ausstellen").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Ausstellen" }).ClickAsync();
        await Button(page, "Rechnung stornieren").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("900,00 CHF");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rechnung stornieren" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(@"^G\d{4}-\d{4}$") })).ToBeVisibleAsync();
        await Expect(Button(page, "Rechnung stornieren")).ToHaveCountAsync(0);
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task Selected_drafts_are_issued_marked_as_sent_and_drafts_deleted_and_the_day_is_filtered()
    {
        var number = await ContactAsync();
        await DraftAsync(number, daysAgo: 40);
        await DraftAsync(number);
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync($"invoices?search={number}");
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Button(page, "Date: All").ClickAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Date" }).GetByRole(AriaRole.Textbox, new() { Name = "From" })
            .FillAsync(DateTime.UtcNow.AddDays(-3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("Tab");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new Regex("from=20"));
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Button(page, "Issue").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Issue" }).ClickAsync();
        await Expect(page.GetByText("Issued invoices: 1.")).ToBeVisibleAsync();
        await Button(page, "Clear filter: Date").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Button(page, "Mark as sent").ClickAsync();
        await Expect(page.GetByText("Marked as sent: 1.")).ToBeVisibleAsync();
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Button(page, "Delete drafts").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await PortalFixture.Messages(page).Filter(new() { HasText = "Deleted drafts: 1." })
            .GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_payment_says_before_and_after_what_it_does_to_its_invoice()
    {
        var invoice = await IssuedAsync(await ContactAsync());
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync($"invoices/{invoice.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Record payment" }).ClickAsync();
        await Expect(page.GetByLabel("Amount")).ToHaveValueAsync("1000.00");
        await Expect(page.GetByText("This pays the invoice in full.")).ToBeVisibleAsync();
        await page.GetByLabel("Currency").FillAsync("usd");
        await page.GetByLabel("Amount").FillAsync("400");
        await Expect(page.GetByText("A payment in USD is recorded but does not make it paid.")).ToBeVisibleAsync();
        await page.GetByLabel("Currency").FillAsync("EUR");
        await Button(page, "Record payment").ClickAsync();
        await Expect(page.Field("Payment method")).ToHaveAccessibleDescriptionAsync(new Regex("This field is required."));
        await Expect(page.GetByText("This pays a part; €600.00 remain open.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByLabel("Payment method").FillAsync("bank");
        await Button(page, "Record payment").ClickAsync();
        await Expect(page.GetByText($"On invoice {invoice.Number} €600.00 remain open.")).ToBeVisibleAsync();
        await Expect(Facts(page)).ToContainTextAsync("€600.00");
        await page.GetByRole(AriaRole.Link, new() { Name = "Record payment" }).ClickAsync();
        await Expect(page.GetByLabel("Amount")).ToHaveValueAsync("600.00");
        await page.GetByLabel("Amount").FillAsync("650");
        await page.GetByLabel("Payment method").FillAsync("bank");
        await Expect(page.GetByText("This is €50.00 more than is open.")).ToBeVisibleAsync();
        await Button(page, "Record payment").ClickAsync();
        await Expect(page.GetByText($"Invoice {invoice.Number} is overpaid by €50.00.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Overpaid", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_payment_without_invoice_is_recorded_and_the_list_adds_up_by_currency()
    {
        var number = await ContactAsync();
        var page = await portal.PageAsync(Role.Admin, language: "de");
        await OpenAsync(page, "payments/new", "Zahlung erfassen");
        await Button(page, "Ohne Rechnung").ClickAsync();
        await PickAsync(page, number);
        await page.GetByLabel("Betrag").FillAsync("75,5");
        await page.GetByLabel("Währung").FillAsync("GBP");
        await page.GetByLabel("Zahlweg").FillAsync("cash");
        await Button(page, "Zahlung erfassen").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/payments/\d+$"));
        await Expect(Facts(page)).ToContainTextAsync("75,50");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GotoAsync($"payments?search={number}");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Summen der gefundenen Zahlungen" }))
            .ToContainTextAsync("75,50 £ abgeschlossen (1)");
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Theory]
    [InlineData(360, "de", ColorScheme.Dark)]
    [InlineData(1440, "en", ColorScheme.Light)]
    public async Task Every_new_page_is_accessible_and_fits(int width, string language, ColorScheme scheme)
    {
        var page = await portal.PageAsync(Role.Admin, width, 800, language, scheme);
        foreach (var path in new[] { "applications/new", "applications/import", "invoices/new", "invoices/import", "payments/new",
            "payments/import", "audit?kind=Invoice&record=1" })
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("main .card").First).ToBeVisibleAsync();
            await PortalFixture.DrawnAsync(page);
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
            await PortalFixture.AssertAccessibleAsync(page);
        }
    }

    [Fact]
    public async Task A_viewer_is_shown_none_of_it()
    {
        var page = await portal.PageAsync(Role.Viewer);
        foreach (var path in new[]
            { "applications", "applications/new", "applications/import", "invoices/new", "payments/new", "payments/import" })
        {
            await page.GotoAsync(path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "No access" })).ToBeVisibleAsync();
        }
    }
}
