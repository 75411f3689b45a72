using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// Takes the README's pictures from the demo tenant: <c>PORTAL_PICTURES=1 ./portal test --filter PictureTests</c> writes them to
/// <c>.github/pictures</c>; an ordinary run only checks that each page can be shown so.
/// </summary>
[Collection("portal")]
public sealed class PictureTests(PortalFixture portal)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("PORTAL_PICTURES") == "1"
        ? Path.Combine(
            AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}",
                StringComparison.Ordinal)], ".github", "pictures")
        : Directory.CreateTempSubdirectory("adminportal-pictures").FullName;

    [Fact]
    public async Task The_pages_of_the_README_can_be_shown()
    {
        await portal.Get<DemoSeed>().RunAsync();
        var tenant = (await portal.Get<TenantService>().FindAsync(DemoSeed.Slug))!;
        var owner = Actor.System(tenant.Id, "pictures");
        var now = (await portal.Get<EventQueries>().FindAsync(owner, DemoSeed.RunningKey))!;

        var page = await OpenAsync(1440, 900, "en", ColorScheme.Light);
        await ShowAsync(page, $"events/{DemoSeed.RunningKey}/live", ".chart-plot svg", "live");
        await ShowAsync(page, $"events/{DemoSeed.RunningKey}/participants", "table tbody tr", "participants");
        await ShowAsync(page, $"events/{DemoSeed.RunningKey}/overview", ".chart-plot svg", "overview");
        await ShowAsync(page, $"events/{DemoSeed.RunningKey}", "main li", "day-sheet");
        await ShowAsync(page, $"reports/check_ins?event={DemoSeed.RunningKey}", ".chart-plot svg", "reports");

        var dark = await OpenAsync(1440, 900, "de", ColorScheme.Dark);
        await ShowAsync(dark, $"events/{DemoSeed.RunningKey}/live", ".chart-plot svg", "live-dark");

        var phone = await portal.PageAsync(null, 360, 740);
        var code = (await portal.Get<StationService>().CreateAsync(owner, now.Id, new StationDraft("Nord 1"))).Required();
        await phone.GotoAsync($"station#{code.Code}");
        var comes = new ParticipantFilter { EventId = now.Id, Confirmed = true, Presence = Presence.Never };
        var guest = (await portal.Get<ParticipantQueries>().ListAsync(owner, comes, new PageRequest())).Items
            .First(p => p.BadgeNumber is not null);
        await phone.GetByRole(AriaRole.Combobox).FillAsync(guest.BadgeNumber!);
        await phone.GetByRole(AriaRole.Combobox).PressAsync("Enter");
        await Expect(phone.GetByRole(AriaRole.Status, new() { Name = "Result" })).ToContainTextAsync(guest.Name);
        await Expect(phone.GetByRole(AriaRole.Status, new() { Name = "Result" })).ToContainTextAsync("Welcome");
        await TakeAsync(phone, "station");

        var link = (await portal.Get<WallService>().CreateAsync(owner, now.Id, new WallDraft("Foyer", Language: "en"))).Required();
        var wall = await portal.PageAsync(null, 1920, 1080);
        await ShowAsync(wall, $"wall/{link.Token}", "#age[data-state=live]", "wall");
    }

    private async Task<IPage> OpenAsync(int width, int height, string language, ColorScheme scheme)
    {
        var page = await portal.PageAsync(null, width, height, language, scheme);
        await page.GotoAsync("account/sign-in");
        await page.SignInAsync(DemoSeed.OwnerEmail, DemoSeed.Password);
        await page.WaitForURLAsync(portal.Url);
        return page;
    }

    private static async Task ShowAsync(IPage page, string address, string proof, string name)
    {
        await page.GotoAsync(address);
        await Expect(page.Locator(proof).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status, new() { NameRegex = new("^(Loading|Lädt)") })).ToHaveCountAsync(0);
        await TakeAsync(page, name);
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        await page.EvaluateAsync("document.fonts.ready");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }
}
