using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class ScheduleTests(PortalFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Rows(IPage page) => page
        .GetByRole(AriaRole.List, new() { NameRegex = new("^(Scheduled reports|Geplante Berichte)$") }).GetByRole(AriaRole.Listitem);

    [Fact]
    public async Task A_report_is_planned_made_at_once_and_found_in_the_list_of_files()
    {
        await portal.EventAsync("planned", 2);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("schedules");
        await Button(page, "New scheduled report").First.ClickAsync();
        await page.GetByLabel("Time").FillAsync("");
        await page.GetByLabel("Recipients").FillAsync("mia@example.org, nobody");
        await Button(page, "Schedule the report").ClickAsync();
        await Expect(page.GetByText("This is not an e-mail address: nobody")).ToBeVisibleAsync();
        await Expect(page.GetByText("A time from 00:00 to 23:59 is needed.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Recipients")).ToHaveValueAsync("mia@example.org, nobody");
        await PortalFixture.AssertAccessibleAsync(page);

        await page.GetByLabel("Name").FillAsync("Figures of the autumn");
        await page.GetByLabel("Time").FillAsync("07:30");
        await PortalFixture.ChooseAsync(page, "When", "Every week");
        await PortalFixture.ChooseAsync(page, "Weekday", "Monday");
        await PortalFixture.ChooseAsync(page, "Event", "Herbst planned");
        await page.GetByLabel("Recipients").FillAsync("mia@example.org");
        await Button(page, "Schedule the report").ClickAsync();
        var row = Rows(page).Filter(new() { HasText = "Figures of the autumn" });
        await Expect(row).ToContainTextAsync("every Monday at 07:30");
        await Expect(row).ToContainTextAsync("Overview · PDF · Herbst planned");

        await Button(page, "Actions for Figures of the autumn").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Make it now" }).ClickAsync();
        await Expect(row.GetByText("In the list of files")).ToBeVisibleAsync(new() { Timeout = 45_000 });
        await row.GetByRole(AriaRole.Button, new() { Name = "Log" }).ClickAsync();
        await Expect(row.GetByText("No mail server is configured; the file is in the list of files.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GotoAsync("exports");
        var file = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) }).First;
        await Expect(file).ToContainTextAsync("Figures of the autumn");
    }

    [Fact]
    public async Task A_schedule_is_paused_changed_deleted_and_brought_back_in_german()
    {
        var page = await portal.PageAsync(Role.Admin, language: "de");
        await page.GotoAsync("schedules");
        await Button(page, "Neuer geplanter Bericht").First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Täglich");
        await Button(page, "Bericht planen").ClickAsync();
        var row = Rows(page).Filter(new() { HasText = "Täglich" }).First;
        await Expect(row).ToContainTextAsync("täglich um 07:00");
        await Button(page, "Aktionen für Täglich").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Anhalten" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Angehalten");
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Aktionen für Täglich").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Bearbeiten" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Jeden Morgen");
        await Button(page, "Speichern").ClickAsync();
        row = Rows(page).Filter(new() { HasText = "Jeden Morgen" });
        await Expect(row).ToBeVisibleAsync();
        await Button(page, "Aktionen für Jeden Morgen").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Löschen" }).ClickAsync();
        await Expect(row).ToBeHiddenAsync();
        await Button(page, "Rückgängig").ClickAsync();
        await Expect(row).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
    }
}
