using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class ManagementTests(PortalFixture portal)
{
    private static ILocator Rows(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task An_event_is_created_after_its_form_said_what_was_wrong_and_kept_the_rest()
    {
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = "New event" }).ClickAsync();
        // A page that opens takes the focus to its heading; typing before that would go nowhere.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "New event" })).ToBeFocusedAsync();
        await page.GetByLabel("Title").FillAsync("Spring Fair 2027");
        await page.GetByLabel("Place").FillAsync("Lübeck");
        await Expect(page.Field("Key")).ToHaveValueAsync("spring-fair-2027");
        await PortalFixture.FillMomentAsync(page, "To", "2020-01-01T10:00");
        await Button(page, "Create event").ClickAsync();
        await Expect(page.Field("To")).ToHaveAccessibleDescriptionAsync(
            new Regex("The end must be after the start."));
        await Expect(page.GetByLabel("Place")).ToHaveValueAsync("Lübeck");
        await PortalFixture.AssertAccessibleAsync(page);
        await PortalFixture.FillMomentAsync(page, "From", "2027-04-01T09:00");
        await PortalFixture.FillMomentAsync(page, "To", "2027-04-02T18:00");
        await page.Field("To").PressAsync("Control+Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/events/spring-fair-2027$"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Categories and settings: Settings" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Categories" })).ToBeVisibleAsync();
        await page.GetByLabel("New category").FillAsync("Press");
        await Button(page, "Add category").ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Categories" })).ToContainTextAsync("press");
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task A_file_is_imported_after_its_refused_row_was_named()
    {
        await portal.EventAsync("import", 0);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/import/participants");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Import participants" }).ClickAsync();
        var csv =
            "Kundennummer;Vorname;Nachname;E-Mail;Startnummer\nX-1;Ida;Großmann;ida@example.org;0007\nX-2;Emre;Yıldız;emre@example.org;" +
                "0008\nX-3;No;Mail;nowhere;0009\n";
        await PortalFixture.ChooseFileAsync(page, "sample.csv", Encoding.UTF8.GetBytes(csv));
        await Expect(page.GetByLabel("Startnummer")).ToHaveValueAsync("Badge");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Check all rows").ClickAsync();
        var refused = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "This is not an e-mail address." });
        await Expect(refused.GetByRole(AriaRole.Cell).First).ToHaveTextAsync("4");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Import only the good rows (2)").ClickAsync();
        await Expect(page.GetByText("Imported rows: 2.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show participants" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Expect(Rows(page).First).ToContainTextAsync("Großmann, Ida");
    }

    [Fact]
    public async Task A_damaged_workbook_is_refused_in_a_sentence_and_another_file_can_be_chosen()
    {
        await portal.EventAsync("damaged", 0);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/damaged/participants/import");
        foreach (var (name, bytes, sentence) in new (string, byte[], string)[]
        {
            ("list.xlsx", [0x50, 0x4B, 0x03, 0x04, .. new byte[5_000]], "The file is damaged and cannot be read."),
            ("list.xls", [0xD0, 0xCF, 0x11, 0xE0, .. new byte[5_000]], "Save it as .xlsx without a password."),
            ("list.csv", Encoding.UTF8.GetBytes($"name,note\na,\"{new string('b', 2_000_000)}"), "Row 2 has a cell that is too long"),
        })
        {
            await PortalFixture.ChooseFileAsync(page, name, bytes, "application/octet-stream");
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(sentence);
            await Expect(page.GetByText("Reading", new() { Exact = false })).ToHaveCountAsync(0);
        }

        await PortalFixture.AssertAccessibleAsync(page);
        var emoji = "name,badge\n" + string.Concat(Enumerable.Repeat("Ida Ødegård \U0001F600,\n", 6_000));
        await PortalFixture.ChooseFileAsync(page, "emoji.csv", Encoding.UTF8.GetBytes(emoji));
        await Expect(page.GetByText("emoji.csv")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Another file" }).ClickAsync();
        await PortalFixture.ChooseFileAsync(page, "good.csv", Encoding.UTF8.GetBytes("Vorname;Nachname;Startnummer\nIda;Berg;7\n"));
        await Button(page, "Check all rows").ClickAsync();
        await Button(page, "Import rows (1)").ClickAsync();
        await Expect(page.GetByText("Imported rows: 1.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Participants_are_confirmed_in_bulk_and_the_undo_brings_the_open_ones_back()
    {
        await portal.EventAsync("bulk", 40);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/bulk/participants?confirmed=0");
        await Expect(Rows(page)).ToHaveCountAsync(10);
        var first = await Rows(page).First.BoundingBoxAsync();
        await page.GetByLabel("Select all on this page").CheckAsync();
        await Expect(page.GetByText("10 selected")).ToBeVisibleAsync();
        Assert.Equal(first!.Y, (await Rows(page).First.BoundingBoxAsync())!.Y);
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Confirm").ClickAsync();
        await Expect(page.GetByText("No record fits the search and the filters.")).ToBeVisibleAsync();
        await Button(page, "Undo").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(10);
    }

    [Fact]
    public async Task Fast_typing_in_the_search_of_the_bar_loses_no_letter()
    {
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("contacts");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await search.FocusAsync();
        await page.Keyboard.TypeAsync("somebody-who-is-not-here-at-all");
        await Expect(page.GetByText("Nothing found for “somebody-who-is-not-here-at-all”")).ToBeVisibleAsync();
        await Expect(search).ToHaveValueAsync("somebody-who-is-not-here-at-all");
    }

    [Fact]
    public async Task Search_filter_and_order_survive_reload_and_back_and_the_keyboard_opens_a_row()
    {
        await portal.EventAsync("state", 30);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/state/participants");
        await Expect(Rows(page)).ToHaveCountAsync(25);
        await Button(page, "Category: All").ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Exhibitor" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(6);
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Badge" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("sort=badge"));
        await Expect(Rows(page).Nth(1)).ToContainTextAsync("0006");
        await page.ReloadAsync();
        await Expect(Button(page, "Category: Exhibitor")).ToBeVisibleAsync();
        await Expect(Rows(page)).ToHaveCountAsync(6);
        await Expect(Rows(page).First).ToContainTextAsync("0001");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await Rows(page).First.GetByRole(AriaRole.Link).First.PressAsync("ArrowDown");
        var second = Rows(page).Nth(1).GetByRole(AriaRole.Link).First;
        await Expect(second).ToBeFocusedAsync();
        await second.PressAsync("Enter");
        await Expect(page.Field("Badge")).ToHaveValueAsync("0006");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GoBackAsync();
        await Expect(Button(page, "Category: Exhibitor")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_list_is_one_tab_stop_walked_through_by_arrows_and_its_names_are_never_cut()
    {
        await portal.EventAsync("walked", 5);
        foreach (var width in new[] { 1280, 1366, 360 })
        {
            var page = await portal.PageAsync(Role.Organiser, width, 768);
            await page.GotoAsync("events/walked/participants");
            await Expect(Rows(page)).ToHaveCountAsync(5);
            await Expect(Rows(page).Locator("[tabindex='0']")).ToHaveCountAsync(1);
            var link = Rows(page).First.GetByRole(AriaRole.Link);
            await link.FocusAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            var second = Rows(page).Nth(1).GetByRole(AriaRole.Link);
            await Expect(second).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Space");
            await Expect(Rows(page).Nth(1).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
            await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("ArrowLeft");
            await Expect(Rows(page).Nth(1).GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("End");
            await Expect(Rows(page).Last.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
            await Expect(Rows(page).Locator("[tabindex='0']")).ToHaveCountAsync(1);
            Assert.Empty(
                await page.EvaluateAsync<string[]>(
                    "[...document.querySelectorAll('tbody a')].filter(a => a.offsetWidth > a.closest('td').clientWidth).map(a => " +
                        "a.textContent)"));
            Assert.InRange((await Rows(page).Last.BoundingBoxAsync())!.Height, 20, width == 360 ? 140 : 44);
            await PortalFixture.AssertAccessibleAsync(page);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Participation" })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task A_steward_sees_names_and_badges_and_no_contact_data()
    {
        var page = await portal.PageAsync(Role.Steward);
        await page.GotoAsync("events/congress/participants");
        await Expect(Rows(page)).ToHaveCountAsync(12);
        await Expect(page.GetByText("Hafenlogistik")).ToHaveCountAsync(0);
        await Expect(page.GetByText("congress-0001")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Import" })).ToHaveCountAsync(0);
        await PortalFixture.AssertAccessibleAsync(page);
        await Rows(page).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Participation" })).ToBeVisibleAsync();
        await Expect(page.GetByText("@example.org")).ToHaveCountAsync(0);
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task A_deleted_event_comes_back_with_its_participants()
    {
        await portal.EventAsync("gone", 3);
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync("events/gone/settings");
        await Button(page, "Delete event").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("participants (3)");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete event" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(portal.Url + "events");
        await Expect(page.GetByRole(AriaRole.Link).Filter(new() { HasText = "Herbst gone" })).ToHaveCountAsync(0);
        await Button(page, "Undo").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/gone/settings$"));
        await page.GotoAsync("events/gone/participants");
        await Expect(Rows(page)).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData("events", "Veranstaltungen")]
    [InlineData("events/congress/participants", "Teilnehmer")]
    [InlineData("contacts", "Kontakte")]
    [InlineData("contacts/new", "Neuer Kontakt")]
    [InlineData("events/congress/participants/new", "Teilnehmer hinzufügen")]
    [InlineData("events/congress/participants/import", "Teilnehmer importieren")]
    public async Task German_pages_are_accessible_on_a_phone_in_the_dark(string address, string title)
    {
        var page = await portal.PageAsync(Role.Organiser, 360, 800, "de", ColorScheme.Dark);
        await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title })).ToBeVisibleAsync();
        await Expect(page.Locator("main .card").First).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await PortalFixture.AssertAccessibleAsync(page);
    }
}
