using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The search and the keys of a page.</summary>
[Collection("portal")]
public sealed class SearchTests(PortalFixture portal)
{
    private static ILocator Field(IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Search", Exact = true });

    private static ILocator Hit(IPage page, string pattern) =>
        page.GetByRole(AriaRole.Listbox, new() { Name = "Search results" }).GetByRole(AriaRole.Option, new() { NameRegex = new(pattern) });

    [Fact]
    public async Task Keys_lead_to_the_search_and_it_finds_people_badges_invoices_and_pages()
    {
        var person = new ContactDraft("search-1", null, "Jürgen", "Müßig", null);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, person)).Required();
        var draft = new InvoiceDraft("search-1", null, "EUR", 119_00, DateTime.UtcNow);
        var invoice = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, draft)).Required();
        (await portal.Get<InvoiceService>().IssueAsync(portal.Owner, invoice)).Required();
        var number = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, invoice))!.Row.Number!;
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events/congress/settings");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();

        // From within a field, too.
        await page.GetByLabel("Place").FocusAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(Field(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Müßig, Jürgen");
        await Expect(Hit(page, "Müßig, Jürgen")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Field(page).FillAsync("000");
        await Expect(Hit(page, "Aydın, Zeynep 0001$")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Field(page).FillAsync(number.ToLowerInvariant()[..^1]);
        await Expect(Hit(page, number)).ToBeVisibleAsync();
        await Field(page).FillAsync("audit");
        await Expect(Hit(page, "^Audit log")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(portal.Url + "audit");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit log", Level = 1 })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(Field(page)).ToBeFocusedAsync();

        // Who may not see a page or a number does not find it.
        var steward = await portal.PageAsync(Role.Steward);
        await steward.GotoAsync("events/congress/check-ins");
        await Expect(steward.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await steward.Keyboard.PressAsync("/");
        await steward.Keyboard.TypeAsync("audit");
        await Expect(steward.GetByText("Nothing found for “audit”")).ToBeVisibleAsync();
        await Field(steward).FillAsync(number);
        await Expect(steward.GetByText($"Nothing found for “{number}”")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_question_mark_shows_the_keys_of_the_page_and_not_while_somebody_types()
    {
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/congress/participants");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("?");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "Keys of this page" })).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "In the list" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("?");
        await Expect(dialog).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
    }
}
