using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class FinanceTests(PortalFixture portal)
{
    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task<string> ContactAsync()
    {
        var number = $"F{Guid.NewGuid():N}"[..12];
        (await portal.Get<ContactService>()
            .CreateAsync(portal.Owner, new ContactDraft(number, "Nordlicht GmbH", "Ida", $"Kaya {number}", null))).Required();
        return number;
    }

    [Fact]
    public async Task An_application_is_approved_for_a_chosen_event_undone_and_rejected()
    {
        await portal.EventAsync("first", 0);
        await portal.EventAsync("second", 0);
        var number = await ContactAsync();
        var id = (await portal.Get<ApplicationService>()
            .CreateAsync(portal.Owner, new ApplicationDraft(number, ["first", "second"], "visitor", "I would love to come."))).Required();
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync($"applications?search={number}");
        await Rows(page).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/applications/{id}$"));
        await PortalFixture.ChooseAsync(page, "Rating", "4 of 5");
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByLabel("Herbst second").UncheckAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Approve").ClickAsync();
        await Expect(page.GetByText("Approved", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Herbst first" }))
            .ToHaveAttributeAsync("href", new Regex("events/first/participants/"));
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Undo").ClickAsync();
        await Button(page, "Reject").ClickAsync();
        await Expect(page.GetByText("Rejected", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(4, (await portal.Get<ApplicationQueries>().FindAsync(portal.Owner, id))!.Row.Rating);
    }

    [Fact]
    public async Task Several_applications_are_approved_in_the_list_and_the_address_keeps_its_state()
    {
        await portal.EventAsync("many", 0);
        var number = await ContactAsync();
        foreach (var rating in new[] { 2, 5 })
        {
            (await portal.Get<ApplicationService>().CreateAsync(portal.Owner, new ApplicationDraft(number, ["many"], null, null, rating)))
                .Required();
        }

        var page = await portal.PageAsync(Role.Organiser, language: "de");
        await page.GotoAsync($"applications?search={number}&sort=rating&order=desc");
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Expect(Rows(page).First).ToContainTextAsync("5 von 5");
        await PortalFixture.AssertAccessibleAsync(page);
        await Rows(page).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Rows(page).Last.GetByRole(AriaRole.Checkbox).CheckAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Zulassen").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Für alle gewünschten Veranstaltungen" }).ClickAsync();
        await Expect(page.GetByText("Zugelassene Bewerbungen: 2.")).ToBeVisibleAsync();
        await Expect(Rows(page).Filter(new() { HasText = "Zugelassen" })).ToHaveCountAsync(2);
        await Button(page, "Status: Alle").ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Offen" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("status=open"));
        await Expect(page.GetByText("Nichts gefunden")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("applications", 1440)]
    [InlineData("invoices", 360)]
    [InlineData("payments", 1440)]
    public async Task A_list_is_narrowed_to_an_event_that_is_searched_by_keyboard(string list, int width)
    {
        var (key, number) = ($"sought-{list}", await ContactAsync());
        var id = await portal.EventAsync(key, 0);
        foreach (var eventKey in new[] { key, "congress" })
        {
            (await (list switch
            {
                "applications" => portal.Get<ApplicationService>().CreateAsync(portal.Owner, new ApplicationDraft(number, [eventKey])),
                "invoices" => portal.Get<InvoiceService>()
                    .CreateAsync(portal.Owner, new InvoiceDraft(number, eventKey, "EUR", 100, DateTime.UtcNow)),
                _ => portal.Get<PaymentService>()
                    .RecordAsync(portal.Owner, new PaymentDraft(null, number, eventKey, "cash", "EUR", 100, 0, DateTime.UtcNow)),
            })).Required();
        }

        var page = await portal.PageAsync(Role.Admin, width);
        await page.GotoAsync($"{list}?search={number}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Button(page, "Event: All").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var choice = page.GetByRole(AriaRole.Dialog, new() { Name = "Event" });
        await Expect(choice.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(choice.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(key);
        var found = choice.GetByRole(AriaRole.Button).Filter(new() { HasText = "Herbst" });
        await Expect(found).ToHaveCountAsync(1);
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(found).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"[?&]event={id}$"));
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(Button(page, $"Event: Herbst {key}")).ToBeFocusedAsync();
        await page.ReloadAsync();
        await Expect(Button(page, $"Event: Herbst {key}")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Clear filter: Event").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_draft_is_issued_credited_and_its_payment_refunded()
    {
        var number = await ContactAsync();
        var draft = (await portal.Get<InvoiceService>()
            .CreateAsync(portal.Owner, new InvoiceDraft(number, null, "EUR", 123_450, DateTime.UtcNow, DateTime.UtcNow.AddDays(14))))
            .Required();
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync($"invoices?search={number}");
        await Rows(page).First.ClickAsync();
        await Button(page, "Issue").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Issue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(new Regex(@"^R\d{4}-\d{4}$"));
        await page.GetByLabel("Amount to credit in EUR").FillAsync("9999");
        await Button(page, "Write credit note").ClickAsync();
        await Expect(page.GetByLabel("Amount to credit in EUR")).ToHaveAccessibleDescriptionAsync(new Regex("can still be credited"));
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByLabel("Amount to credit in EUR").FillAsync("234.50");
        await Button(page, "Write credit note").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "€1,000.00" }).First).ToBeVisibleAsync();
        var invoice = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, draft))!.Row;
        (await portal.Get<PaymentService>()
            .RecordAsync(portal.Owner, new PaymentDraft(invoice.Number, null, null, "stripe", "EUR", 40_000, 580, DateTime.UtcNow)))
            .Required();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "€600.00" }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "€400.00" }).ClickAsync();
        await Button(page, "Refund").ClickAsync();
        await Expect(page.GetByText("Refunded", new() { Exact = true })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Undo").ClickAsync();
        await Expect(page.GetByText("Completed", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_lists_fit_a_phone_and_an_organiser_sees_but_does_not_change_finance()
    {
        var number = await ContactAsync();
        var id = (await portal.Get<InvoiceService>()
            .CreateAsync(portal.Owner, new InvoiceDraft(number, null, "CHF", 50_000, DateTime.UtcNow))).Required();
        (await portal.Get<PaymentService>()
            .RecordAsync(portal.Owner, new PaymentDraft(null, number, null, "cash", "CHF", 50_000, 0, DateTime.UtcNow))).Required();
        foreach (var (width, language, scheme) in new[] { (360, "de", ColorScheme.Dark), (1440, "en", ColorScheme.Light) })
        {
            var page = await portal.PageAsync(Role.Organiser, width, language: language, scheme: scheme);
            foreach (var path in new[] { "applications", "invoices", "payments", $"invoices/{id}" })
            {
                await page.GotoAsync(path);
                await Expect(page.Locator("tbody tr, .facts, .empty").First).ToBeVisibleAsync();
                await PortalFixture.AssertAccessibleAsync(page);
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                    $"{path} is wider than {width} px");
            }

            await Expect(page.GetByRole(AriaRole.Button, new() { Name = language == "de" ? "Löschen" : "Delete", Exact = true }))
                .ToHaveCountAsync(0);
            foreach (var path in new[] { "invoices/new", $"invoices/{id}/edit", "invoices/import", "payments/new", "payments/import" })
            {
                await page.GotoAsync(path);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = language == "de" ? "Kein Zugriff" : "No access" }))
                    .ToBeVisibleAsync();
            }
        }

        var viewer = await portal.PageAsync(Role.Viewer);
        await viewer.GotoAsync("invoices");
        await Expect(viewer.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("CHF");
    }
}
