using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The page of the installation: its nodes with their bounds, the database, and what waits.</summary>
[Collection("portal")]
public sealed class SystemTests(PortalFixture portal)
{
    [Fact]
    public async Task An_owner_sees_the_nodes_with_their_windows_and_bounds_and_an_organiser_does_not()
    {
        using var work = ActivatorUtilities.CreateInstance<NodeWork>(portal.Services);
        await work.StartAsync(default); // as the portal itself does
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("organisation");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = new("^System") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("System");
        var row = page.GetByRole(AriaRole.Group, new() { Name = "Nodes" }).GetByRole(AriaRole.Row)
            .Filter(new() { HasText = Environment.MachineName });
        await Expect(row).ToContainTextAsync("Serves");
        await Expect(row).ToContainTextAsync("of 10,000");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "At the moment" })).ToContainTextAsync("SQLite");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Waiting" }).First).ToContainTextAsync("Imports under way");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.SetViewportSizeAsync(360, 740);
        await PortalFixture.AssertAccessibleAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await PortalFixture.AssertAccessibleAsync(page);
        await work.StopAsync(default);

        var other = await portal.PageAsync(Role.Organiser);
        await other.GotoAsync("system");
        await Expect(other.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("SQLite");
        await Expect(other.GetByRole(AriaRole.Main)).ToContainTextAsync("access");
    }
}
