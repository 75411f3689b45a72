using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("doors")]
public sealed class RestartTests(DoorFixture portal)
{
    [Fact]
    public async Task A_wall_outlives_a_restart_of_the_portal_and_says_meanwhile_how_old_its_figures_are()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-restart").FullName;
        var port = Restartable.FreePort();
        var first = new Restartable(folder, port);
        var (actor, token) = await first.PrepareAsync();
        var page = await portal.PageAsync(null, 1920, 1080);
        await page.GotoAsync($"http://localhost:{port}/wall/{token}");
        await first.ScanAsync(actor, "1");
        await Expect(page.Marked("#inside")).ToHaveTextAsync("1");
        await first.DisposeAsync();
        await Expect(page.Marked("#age")).ToContainTextAsync("reconnecting", new() { Timeout = 20_000 });
        await Expect(page.Marked("#inside")).ToHaveTextAsync("1");
        await PortalFixture.AssertAccessibleAsync(page);

        await using var second = new Restartable(folder, port);
        second.StartServer();
        await Expect(page.Marked("#age")).ToHaveAttributeAsync("data-state", "live", new() { Timeout = 30_000 });
        await second.ScanAsync(actor, "2");
        await Expect(page.Marked("#inside")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task A_page_says_that_the_connection_is_lost_and_comes_back_by_itself_where_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-restart").FullName;
        var port = Restartable.FreePort();
        var first = new Restartable(folder, port);
        await first.PrepareAsync();
        var page = await portal.PageAsync(null);
        await SignInAsync(page, first.Url);
        await page.GotoAsync(first.Url + "events/fair/participants?search=zoller");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Zoller, Mia" }).First).ToBeVisibleAsync();
        await first.DisposeAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "onnection" })).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await using var second = new Restartable(folder, port);
        second.StartServer();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "onnection" })).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(page).ToHaveURLAsync(first.Url + "events/fair/participants?search=zoller");
        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Contacts", Level = 1 })).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task A_tab_that_asked_before_it_closed_and_stayed_comes_back_when_the_connection_is_lost_later()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-restart").FullName;
        var port = Restartable.FreePort();
        var first = new Restartable(folder, port);
        await first.PrepareAsync();
        var page = await portal.PageAsync(null);
        await SignInAsync(page, first.Url);
        await page.GotoAsync(first.Url + "contacts/new");
        await page.Field("Last name").FillAsync("Neu");
        await Expect(page.Marked("#unsaved")).ToHaveCountAsync(1);
        var stayed = new TaskCompletionSource();
        page.Dialog += async (_, dialog) =>
        {
            await dialog.DismissAsync();
            stayed.TrySetResult();
        };
        await page.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });
        await stayed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await first.DisposeAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "onnection" })).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await using var second = new Restartable(folder, port);
        second.StartServer();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it back" }).ClickAsync(new() { Timeout = 30_000 });
        await Expect(page.Field("Last name")).ToHaveValueAsync("Neu");
    }

    [Fact]
    public async Task An_empty_portal_is_set_up_once_with_the_token_it_printed()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-setup").FullName;
        await using var empty = new Restartable(folder, Restartable.FreePort(), "Production");
        empty.StartServer();
        var token = await empty.Get<SetupTokens>().IssueAsync();
        var page = await portal.PageAsync(null);
        await page.GotoAsync(empty.Url + "account/setup");
        await PortalFixture.AssertAccessibleAsync(page);
        await FillAsync("setup_wrong", "short");
        await Expect(page.GetByText("This token is wrong.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Organisation")).ToHaveValueAsync("City Run");
        await FillAsync(token, "short");
        await Expect(page.GetByText("A password has at least 12 characters.")).ToBeVisibleAsync();
        await FillAsync(token, PortalFixture.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The portal is set up" })).ToBeVisibleAsync();
        Assert.False(await empty.Get<SetupTokens>().TakeAsync(token));
        await SignInAsync(page, empty.Url);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start", Level = 1 })).ToBeVisibleAsync();

        async Task FillAsync(string presented, string password)
        {
            await page.GetByLabel("One-time token").FillAsync(presented);
            await page.GetByLabel("Organisation").FillAsync("City Run");
            await page.GetByLabel("Short name").FillAsync("city-run");
            await page.GetByLabel("Your name").FillAsync("Olga Owner");
            await page.GetByLabel("E-mail").FillAsync(PortalFixture.Email(Role.Owner));
            await page.GetByLabel("Password").FillAsync(password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        }
    }

    [Fact]
    public async Task Exports_outlive_the_sudden_death_of_the_portal_and_their_files_are_whole()
    {
        const int people = 40_000;
        var folder = Directory.CreateTempSubdirectory("adminportal-exports").FullName;
        var port = Restartable.FreePort();
        await using (var before = new Restartable(folder, port))
        {
            var (owner, _) = await before.PrepareAsync();
            await before.CrowdAsync(owner, people);
        }

        var url = $"http://localhost:{port}/";
        var page = await portal.PageAsync(null);
        using (var first = await PortalProcess.StartAsync(folder, port))
        {
            await SignInAsync(page, url);
            await page.GotoAsync(url + "events/fair/participants");
            var tray = page.GetByRole(AriaRole.Region, new() { Name = "Files being prepared" });
            var ordered = 0;
            foreach (var format in new[] { "Excel", "Excel", "Excel", "CSV" })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
                await page.GetByRole(AriaRole.Menuitem, new() { Name = format, Exact = true }).ClickAsync();

                // Ordered is what the tray shows: a click alone may still be on its way when the next one comes, or when the portal dies.
                await Expect(tray.Marked(".tray-item")).ToHaveCountAsync(++ordered);
            }

            await Expect(tray).ToContainTextAsync("rows");
        }

        using var second = await PortalProcess.StartAsync(folder, port);
        await page.GotoAsync(url + "contacts");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Files being prepared" })).ToBeVisibleAsync();
        await page.GotoAsync(url + "exports");
        var files = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });
        await Expect(files.GetByRole(AriaRole.Link)).ToHaveCountAsync(4, new() { Timeout = 120_000 });
        await Expect(files.Filter(new() { HasText = $"{people + 2:N0}" })).ToHaveCountAsync(4);
        var download = await page.RunAndWaitForDownloadAsync(() => files.First.GetByRole(AriaRole.Link).ClickAsync());
        Assert.Equal(people + 3, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(folder, "exports"))
            .Count(file => !file.EndsWith(".part", StringComparison.Ordinal)));
    }

    private static async Task SignInAsync(IPage page, string url)
    {
        await page.GotoAsync(url + "account/sign-in");
        await page.GetByLabel("E-mail").FillAsync(PortalFixture.Email(Role.Owner));
        await page.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url);
    }
}
