using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static AdminPortal.E2E.StationSteps;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The station of a person who is signed in: the portal's page for checking in.</summary>
[Collection("doors")]
public sealed class OwnStationTests(DoorFixture portal)
{
    private static readonly string[] Meanwhile = ["0002", "0003", "0004", "0005", "0006", "0007"];

    [Fact]
    public async Task A_badge_is_admitted_once_then_refused_with_the_first_record_and_taken_back()
    {
        await portal.EventAsync("door", 12);
        var page = await portal.PageAsync(Role.Organiser, 1366, 900);
        await OpenAsync(page, "door");
        await Expect(page).ToHaveURLAsync(new Regex("/station$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Organiser Person" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByLabel("Your door").FillAsync("Nord 2");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nord 2 · Organiser Person" })).ToBeVisibleAsync();
        await Expect(Field(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("0001\n");
        await Expect(Result(page)).ToContainTextAsync("Welcome");
        await Expect(Result(page)).ToContainTextAsync("Aydın, Zeynep");
        await Expect(Field(page)).ToBeFocusedAsync();
        await Expect(Field(page)).ToHaveValueAsync("");
        await PortalFixture.AssertAccessibleAsync(page);

        await page.Keyboard.TypeAsync("9999\n");
        await Expect(Result(page)).ToContainTextAsync("Unknown badge");
        await page.Keyboard.TypeAsync("0002\n");
        await Expect(Result(page)).ToContainTextAsync("Bergström, Åsa");
        await Field(page).PressSequentiallyAsync("D’Ang", new() { Delay = 120 });
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await PortalFixture.AssertAccessibleAsync(page);
        await Field(page).PressAsync("ArrowDown");
        await Field(page).PressAsync("Enter");
        await Expect(Result(page)).ToContainTextAsync("D’Angelo, Marco");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Result(page)).ToContainTextAsync("Undone");
        await Task.Delay(3_100); // the same badge is one scan for three seconds
        await page.Keyboard.TypeAsync("0001\n");
        await Expect(Result(page)).ToContainTextAsync("Already inside");
        await Expect(Result(page)).ToContainTextAsync("Nord 2");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Out" }).CheckAsync(new() { Force = true });
        await Expect(Field(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("0001\n");
        await Expect(Result(page)).ToContainTextAsync("Goodbye");
        var stats = await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "door");
        Assert.Equal((2, 1, 2), (stats!.CheckIns, stats.CheckedInNow, stats.ByType[CheckInType.Scan]));
        var record = (await portal.Get<CheckInQueries>()
            .ListAsync(portal.Owner, new CheckInFilter(stats.EventId), new PageRequest())).Items[0];
        Assert.Equal(("Organiser Person", "Nord 2"), (record.CheckedInBy, record.Station));
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nord 2 · Organiser Person" })).ToBeVisibleAsync();
        Assert.Single(await portal.Get<StationService>().ListAsync(portal.Owner, stats.EventId), row => row.RevokedAt is null);
    }

    [Fact]
    public async Task Ten_badges_from_a_hand_scanner_in_one_go_are_all_admitted()
    {
        await portal.EventAsync("burst", 12);
        var page = await portal.PageAsync(Role.Steward, 360, 740);
        await OpenAsync(page, "burst");
        await page.Keyboard.TypeAsync(string.Concat(Enumerable.Range(1, 10).Select(i => $"{i:D4}\n")));
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        var last = page.GetByRole(AriaRole.Region, new() { Name = "Last results" }).GetByRole(AriaRole.Listitem);
        await Expect(last).ToHaveCountAsync(10);
        await SentAsync(page);
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.Equal(10, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "burst"))!.CheckedInNow);
    }

    [Fact]
    public async Task Two_scanners_at_once_let_one_in_and_say_to_the_other_where()
    {
        var id = await portal.EventAsync("twins", 12);
        var (one, two) = (await portal.PageAsync(Role.Steward, 390, 844), await portal.PageAsync(Role.Organiser, 390, 844));
        await OpenAsync(one, "twins");
        await OpenAsync(two, "twins");
        await Task.WhenAll(EnterAsync(one, "0001"), EnterAsync(two, "0001"));
        var words = new List<string>();
        foreach (var page in new[] { one, two })
        {
            await Expect(Result(page)).ToContainTextAsync(new Regex("Welcome|Already inside"));
            words.Add(Regex.Match((await Result(page).TextContentAsync())!, "Welcome|Already inside").Value);
        }

        Assert.Equal(["Already inside", "Welcome"], words.Order(StringComparer.Ordinal));
        Assert.Equal(1, (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(id), new PageRequest())).Total);
    }

    [Theory, InlineData(390, 844, "en", "offline"), InlineData(1366, 900, "de", "offline")]
    public async Task Badges_entered_while_the_network_is_cut_outlive_the_page_and_go_up_once(int width, int height, string language,
        string words)
    {
        var key = $"cut-{width}";
        var id = await portal.EventAsync(key, 8, ReEntry.Always);
        var page = await portal.PageAsync(Role.Steward, width, height, language);
        await OpenAsync(page, key);
        await EnterAsync(page, "0001");
        await Expect(Result(page)).ToContainTextAsync("Aydın, Zeynep");
        await SentAsync(page); // the name stands there while the answer is still on its way
        await page.Context.SetOfflineAsync(true);
        foreach (var badge in Meanwhile)
        {
            await EnterAsync(page, badge);
        }

        await Expect(page.Marked("#line")).ToHaveTextAsync($"{words} · 6");
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.Equal(["0001"], await ScannedAsync(portal, id));
        await page.CloseAsync();
        await page.Context.SetOfflineAsync(false);
        var next = await page.Context.NewPageAsync();
        await OpenAsync(next, key);
        await SentAsync(next);
        Assert.Equal(["0001", .. Meanwhile], await ScannedAsync(portal, id));
        var late = (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(id), new PageRequest())).Items;
        Assert.All(late.Where(scan => scan.BadgeNumber != "0001"), scan => Assert.Equal(DeviceDecision.Admitted, scan.Decided));
    }

    [Fact]
    public async Task A_name_that_looks_like_markup_is_text_in_the_list_in_the_result_and_in_the_sheet()
    {
        const string Hostile = "<img src=x onerror=\"document.title='harm'\">";
        await portal.EventAsync("markup", 1);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner,
            new ContactDraft("markup-x", null, "Mia", Hostile, "markup@example.org"))).Required();
        (await portal.Get<ParticipantService>()
            .CreateAsync(portal.Owner, new ParticipantDraft("markup", "markup-x", true, "X1", "visitor"))).Required();
        var page = await portal.PageAsync(Role.Steward, 390, 844);
        await OpenAsync(page, "markup");
        await Field(page).PressSequentiallyAsync("mia", new() { Delay = 120 });
        await Expect(page.GetByRole(AriaRole.Option)).ToContainTextAsync(Hostile);
        await Field(page).PressAsync("Enter");
        await Expect(Result(page)).ToContainTextAsync("Welcome");
        await Expect(Result(page)).ToContainTextAsync(Hostile);
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Last results" })).ToContainTextAsync(Hostile);
        await Expect(page.Locator("img")).ToHaveCountAsync(0);
        Assert.DoesNotContain("harm", await page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paired_device_is_asked_before_it_becomes_a_persons_own()
    {
        await portal.EventAsync("mine", 4);
        var page = await portal.PageAsync(Role.Steward, 390, 844);
        await PairAsync(portal, page, "mine", new StationDraft("Nord 7"));
        await page.GotoAsync("station/open?event=mine");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This device is Nord 7" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stay Nord 7" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nord 7" })).ToBeVisibleAsync();
        await page.GotoAsync("station/open?event=mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use my own name" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Steward Person" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the portal" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/mine$"));
    }
}
