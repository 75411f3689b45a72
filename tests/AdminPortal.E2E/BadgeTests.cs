using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Badges from the design to the door.</summary>
[Collection("doors")]
public sealed class BadgeTests(DoorFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Picture(IPage page) => page.GetByRole(AriaRole.Img, new() { Name = "Preview of the badge" });

    [Fact]
    public async Task An_organiser_designs_looks_numbers_and_takes_the_badges_of_all_away()
    {
        var id = await portal.EventAsync("badges", 12);
        foreach (var person in await portal.Get<ParticipantQueries>().IdsAsync(portal.Owner, new ParticipantFilter { EventId = id }))
        {
            (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, person, new ParticipantPatch { BadgeNumber = null }))
                .Required();
        }

        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/badges/participants");
        await page.GetByRole(AriaRole.Link, new() { Name = "Badge designs" }).ClickAsync();
        await Expect(page.GetByText("No design yet")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Name badges, A4 2 × 5").ClickAsync();
        await Expect(Picture(page)).ToContainTextAsync("Jürgen Groß");
        await PortalFixture.ChooseAsync(page, "Looks like this for",
            "Dr.-Ing. Friederike-Charlotte Überschär-Wiśniewska von Großöhringen");
        await Expect(Picture(page)).ToContainTextAsync("Friederike-Charlotte");
        await PortalFixture.AssertAccessibleAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Full name", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Full name", Exact = true })).ToBeVisibleAsync();
        await page.Field("From left (mm)").FillAsync("60");
        await Expect(page.GetByText("the picture shows what was last right")).ToBeVisibleAsync();
        await Button(page, "Save design").ClickAsync();
        await Expect(page.Field("From left (mm)")).ToHaveAttributeAsync("aria-invalid", "true");
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Field("From left (mm)").FillAsync("4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Right by 0.5 mm" }).ClickAsync();
        await Expect(page.Field("From left (mm)")).ToHaveValueAsync("4.5");
        await Button(page, "Save design").ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Badge designs" })).ToContainTextAsync("A4, 2 × 5 of 90 × 54 mm");
        var test = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Test print") }).ClickAsync());
        Assert.Equal("Test-badges.pdf", test.SuggestedFilename);

        await page.GetByRole(AriaRole.Link, new() { Name = "Badges", Exact = true }).ClickAsync();
        await Expect(page.GetByText("12 participants have no badge number")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Give numbers").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Prefix").FillAsync("B");
        await Expect(dialog.GetByText("The first one: B000018")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give numbers" }).ClickAsync();
        await Expect(PortalFixture.Messages(page).Filter(new() { HasText = "Badge numbers given: 12" })).ToBeVisibleAsync();
        await Expect(page.GetByText("12 participants have no badge number")).ToHaveCountAsync(0);

        var file = await page.RunAndWaitForDownloadAsync(() => Button(page, "Make PDF").ClickAsync());
        Assert.Matches(@"^Badges badges \d{4}-\d\d-\d\d\.pdf$", file.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync((await file.PathAsync())!);
        Assert.Equal("%PDF"u8.ToArray(), bytes[..4]);
        Assert.Equal(12, (await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, id)).Printed);
        await page.GotoAsync("exports");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Herbst badges" }).First).ToContainTextAsync("Badges");
    }

    [Fact]
    public async Task A_participant_gets_a_badge_again_with_its_reason_a_ticket_and_a_calendar_file()
    {
        var id = await portal.EventAsync("tickets", 2);
        var person = (await portal.Get<ParticipantQueries>().IdsAsync(portal.Owner, new ParticipantFilter { EventId = id }))[0];
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync($"events/tickets/participants/{person}");
        await Expect(page.GetByText("No badge printed yet.")).ToBeVisibleAsync();
        await page.RunAndWaitForDownloadAsync(() => Button(page, "Print badge").ClickAsync());
        await Expect(page.GetByText("Printed once,")).ToBeVisibleAsync();
        await page.GetByLabel("Reason of the reprint").FillAsync("Lost at the bar");
        await page.RunAndWaitForDownloadAsync(() => Button(page, "Print again").ClickAsync());
        await Expect(page.GetByText("Printed 2 times,")).ToBeVisibleAsync();
        await Expect(page.GetByText("Lost at the bar")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        foreach (var (entry, ending) in new[] { ("Ticket (PDF)", ".pdf"), ("Calendar file (.ics)", ".ics") })
        {
            await Button(page, "For the participant").ClickAsync();
            var file = await page.RunAndWaitForDownloadAsync(() =>
                page.GetByRole(AriaRole.Menuitem, new() { Name = entry, Exact = true }).ClickAsync());
            Assert.EndsWith($"{ending}", file.SuggestedFilename, StringComparison.Ordinal);
        }

        foreach (var address in new[] { "badge.pdf", "ticket.pdf", "calendar.ics" })
        {
            var answer = await page.APIRequest.GetAsync($"events/tickets/participants/{person}/{address}");
            Assert.Equal((200, "no-store"), (answer.Status, answer.Headers["cache-control"]));
            Assert.StartsWith("attachment", answer.Headers["content-disposition"], StringComparison.Ordinal);
            Assert.Equal(404, (await page.APIRequest.GetAsync($"events/nowhere/participants/{person}/{address}")).Status);
            var steward = await portal.PageAsync(Role.Steward);
            Assert.Equal(403, (await steward.APIRequest.GetAsync($"events/tickets/participants/{person}/{address}")).Status);
            Assert.NotEqual(200, (await (await portal.PageAsync(null)).APIRequest.GetAsync(
                $"events/tickets/participants/{person}/{address}", new() { MaxRedirects = 0 })).Status);
        }
    }

    [Fact]
    public async Task A_door_without_a_network_tells_a_made_up_badge_from_a_signed_one()
    {
        var id = await portal.EventAsync("signed", 4);
        string genuine;
        using (var signer = (await portal.Get<BadgeKeyService>().SignerAsync(portal.Owner, id)).Required())
        {
            genuine = signer.Code("0002");
        }

        var code = (await portal.Get<StationService>().CreateAsync(portal.Owner, id, new StationDraft("Nord"))).Required();
        var device = await portal.PageAsync(null, 390, 844);
        await device.GotoAsync($"station#{code.Code}");
        var field = device.GetByRole(AriaRole.Combobox, new() { Name = "Badge or name" });
        var result = device.GetByRole(AriaRole.Status, new() { Name = "Result" });
        await field.FillAsync(genuine.Replace("0002", "0003", StringComparison.Ordinal));
        await field.PressAsync("Enter");
        await Expect(result).ToContainTextAsync("Forged badge");

        await device.Context.SetOfflineAsync(true);
        await field.FillAsync(genuine.Replace("0002", "0001", StringComparison.Ordinal));
        await field.PressAsync("Enter");
        await Expect(result).ToContainTextAsync("Badge 0001");
        await Expect(result).ToContainTextAsync("Forged badge");
        await Expect(result).ToContainTextAsync("This code was not made for this event.");
        await PortalFixture.AssertAccessibleAsync(device);
        await field.FillAsync(genuine);
        await field.PressAsync("Enter");
        await Expect(result).ToContainTextAsync("Welcome");
        await Expect(result).ToContainTextAsync("Bergström, Åsa");
        await Expect(device.GetByText("offline · 2")).ToBeVisibleAsync();
    }
}
